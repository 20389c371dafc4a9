package dev.weft.compiler.plan;

import java.time.Duration;
import java.util.Optional;

/// Faults injected on the caller's side (Istio `HTTPFaultInjection`). Percentages are 0 to 100.
public record FaultPlan(Optional<Delay> delay, Optional<Abort> abort) {
  public record Delay(Duration duration, double percent) {}

  /// @param status an HTTP status, or a gRPC status number when `grpc`
  public record Abort(Kind kind, int status, double percent) {}

  /// What an abort pretends to be.
  public enum Kind {
    HTTP,
    GRPC
  }
}
