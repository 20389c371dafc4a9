package dev.weft.compiler.route;

import dev.weft.api.virtualservice.HttpFaultInjection;
import dev.weft.api.virtualservice.HttpFaultInjection.DelayType;
import dev.weft.api.virtualservice.HttpFaultInjection.ErrorType;
import dev.weft.api.virtualservice.Percent;
import dev.weft.compiler.plan.FaultPlan;
import java.util.Optional;

/// Faults to inject. A share that is not written is zero.
final class Faults {
  private Faults() {}

  static Optional<FaultPlan> of(HttpFaultInjection written) {
    Optional<FaultPlan.Delay> delay = written.delay().flatMap(Faults::delay);
    Optional<FaultPlan.Abort> abort = written.abort().flatMap(Faults::abort);
    return delay.isEmpty() && abort.isEmpty()
        ? Optional.empty()
        : Optional.of(new FaultPlan(delay, abort));
  }

  private static Optional<FaultPlan.Delay> delay(HttpFaultInjection.Delay written) {
    double percent = written.percentage().map(Percent::value).orElse((double) written.percent());
    return written
        .httpDelayType()
        .flatMap(type ->
            switch (type) {
              case DelayType.FixedDelay fixed ->
                  Optional.of(new FaultPlan.Delay(fixed.value(), percent));
              case DelayType.ExponentialDelay none -> Optional.<FaultPlan.Delay>empty();
            });
  }

  private static Optional<FaultPlan.Abort> abort(HttpFaultInjection.Abort written) {
    double percent = written.percentage().map(Percent::value).orElse(0.0);
    return written
        .errorType()
        .flatMap(type ->
            switch (type) {
              case ErrorType.HttpStatus http ->
                  Optional.of(new FaultPlan.Abort(FaultPlan.Kind.HTTP, http.value(), percent));
              case ErrorType.GrpcStatus grpc ->
                  grpc.number().stream()
                      .mapToObj(number -> new FaultPlan.Abort(FaultPlan.Kind.GRPC, number, percent))
                      .findFirst();
              case ErrorType.Http2Error none -> Optional.<FaultPlan.Abort>empty();
            });
  }
}
