package dev.weft.api.meshconfig;

/// Where inbound traffic for undeclared ports goes.
public record InboundTrafficPolicy(Mode mode) {
  /// One of the values that the API has; the first is the default.
  public enum Mode {
    PASSTHROUGH,
    LOCALHOST
  }
}
