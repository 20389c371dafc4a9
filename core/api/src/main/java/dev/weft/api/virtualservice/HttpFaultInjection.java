package dev.weft.api.virtualservice;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Field;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Inline;
import dev.weft.api.schema.Nearest;
import dev.weft.api.schema.Verified;
import dev.weft.model.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Faults to inject for testing (Istio, "HTTPFaultInjection").
public record HttpFaultInjection(Optional<Delay> delay, Optional<Abort> abort) implements Verified {
  @Override
  public void verify(Findings findings) {
    if (delay.isEmpty() && abort.isEmpty()) {
      findings.missing("there is no fault", "write 'delay' or 'abort'");
    }
  }

  /// Waits before forwarding.
  public record Delay(
      int percent, @Inline Optional<DelayType> httpDelayType, Optional<Percent> percentage)
      implements Verified {
    @Override
    public void verify(Findings findings) {
      Expect.percent(findings.at("percent"), percent);
      switch (httpDelayType.orElse(null)) {
        case DelayType.FixedDelay fixed ->
            Expect.duration(findings.at("fixedDelay"), fixed.value());
        case DelayType.ExponentialDelay exponential ->
            findings
                .at("exponentialDelay")
                .invalid("'exponentialDelay' was never supported", "use 'fixedDelay'");
        case null -> findings.missing("there is no delay", "write 'fixedDelay'");
      }
    }
  }

  /// How long to wait.
  public sealed interface DelayType {
    record FixedDelay(Duration value) implements DelayType {}

    record ExponentialDelay(Duration value) implements DelayType {}
  }

  /// Answers with an error instead of forwarding.
  public record Abort(@Inline Optional<ErrorType> errorType, Optional<Percent> percentage)
      implements Verified {
    @Override
    public void verify(Findings findings) {
      switch (errorType.orElse(null)) {
        case ErrorType.HttpStatus status -> {
          if (status.value() < 200 || status.value() > 600) {
            findings
                .at("httpStatus")
                .invalid(status.value() + " is not a status", "use a value from 200 to 599");
          }
        }
        case ErrorType.GrpcStatus status -> {
          if (status.number().isEmpty()) {
            findings
                .at("grpcStatus")
                .invalid(
                    "'" + status.value() + "' is not a status of gRPC",
                    Nearest.remedy(status.value(), ErrorType.GrpcStatus.NAMES));
          }
        }
        case ErrorType.Http2Error error ->
            findings
                .at("http2Error")
                .invalid("'http2Error' was never supported", "use 'httpStatus'");
        case null ->
            findings.warning(
                Problem.Code.MISSING_FIELD,
                "the abort has no error, so nothing is aborted",
                "write 'httpStatus' or 'grpcStatus'");
      }
    }
  }

  /// The error to answer with.
  public sealed interface ErrorType {
    record HttpStatus(int value) implements ErrorType {}

    record GrpcStatus(String value) implements ErrorType {
      /// In the order of their numbers (gRPC, "Status codes").
      private static final List<String> NAMES =
          List.of(
              "OK",
              "CANCELLED",
              "UNKNOWN",
              "INVALID_ARGUMENT",
              "DEADLINE_EXCEEDED",
              "NOT_FOUND",
              "ALREADY_EXISTS",
              "PERMISSION_DENIED",
              "RESOURCE_EXHAUSTED",
              "FAILED_PRECONDITION",
              "ABORTED",
              "OUT_OF_RANGE",
              "UNIMPLEMENTED",
              "INTERNAL",
              "UNAVAILABLE",
              "DATA_LOSS",
              "UNAUTHENTICATED");

      /// Its number on the wire; empty when gRPC has no status of this name.
      public OptionalInt number() {
        int number = NAMES.indexOf(value);
        return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
      }
    }

    @Field("http2Error")
    record Http2Error(String value) implements ErrorType {}
  }
}
