package dev.weft.net.exchange;

import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.retry.Outcome;
import dev.weft.net.upstream.Failure;

/// What a failed attempt is called: by retries, in flags, in details.
final class Breakage {
  private Breakage() {}

  static Outcome outcome(Failure failure) {
    return switch (failure.kind()) {
      case CONNECT -> new Outcome.ConnectFailure(false);
      case CONNECT_TIMEOUT -> new Outcome.ConnectFailure(true);
      case OVERFLOW -> new Outcome.Overflow();
      case REFUSED -> new Outcome.Refused();
      case RESET, CLOSED, PROTOCOL -> new Outcome.Reset(failure.sent());
    };
  }

  static ResponseFlag flag(Failure failure) {
    return switch (failure.kind()) {
      case CONNECT, CONNECT_TIMEOUT -> ResponseFlag.UF;
      case OVERFLOW -> ResponseFlag.UO;
      case REFUSED, RESET -> ResponseFlag.UR;
      case CLOSED -> ResponseFlag.UC;
      case PROTOCOL -> ResponseFlag.UPE;
    };
  }

  /// Why, with the transport's own reason where there is one.
  static String details(Failure failure) {
    return failure.reason().isEmpty()
        ? words(failure)
        : words(failure) + "|" + failure.reason().replace(' ', '_');
  }

  /// What the client is told.
  static String text(Failure failure, int attempts) {
    return "upstream connect error or disconnect/reset before headers. "
        + (attempts > 1 ? "retried and the latest reset reason: " : "reset reason: ")
        + words(failure).replace('_', ' ');
  }

  private static String words(Failure failure) {
    return switch (failure.kind()) {
      case CONNECT -> "remote_connection_failure";
      case CONNECT_TIMEOUT -> "connection_timeout";
      case OVERFLOW -> "overflow";
      case REFUSED, RESET -> "remote_reset";
      case CLOSED -> "connection_termination";
      case PROTOCOL -> "protocol_error";
    };
  }
}
