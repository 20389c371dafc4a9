package dev.weft.telemetry.accesslog;

import dev.weft.graph.Record;
import dev.weft.graph.Record.Timing;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// Operators that are a number of milliseconds or bytes.
final class Durations {
  private Durations() {}

  static Optional<Operator> named(String name) {
    return switch (name) {
      case "DURATION" -> Optional.of(between(Timing::startNanos, Timing::endNanos));
      case "REQUEST_DURATION" -> Optional.of(between(Timing::startNanos, Timing::requestEndNanos));
      case "RESPONSE_DURATION" ->
          Optional.of(between(Timing::startNanos, Timing::upstreamFirstByteNanos));
      case "RESPONSE_TX_DURATION" ->
          Optional.of(between(Timing::upstreamFirstByteNanos, Timing::endNanos));
      case "REQUEST_TX_DURATION" -> Optional.of(sending());
      case "BYTES_RECEIVED" -> Optional.of(bytes(Record.Bytes::received));
      case "BYTES_SENT" -> Optional.of(bytes(Record.Bytes::sent));
      case "REQUEST_HEADERS_BYTES", "DOWNSTREAM_HEADER_BYTES_RECEIVED" ->
          Optional.of(bytes(Record.Bytes::requestHeaders));
      case "RESPONSE_HEADERS_BYTES", "DOWNSTREAM_HEADER_BYTES_SENT" ->
          Optional.of(bytes(Record.Bytes::responseHeaders));
      case "UPSTREAM_WIRE_BYTES_SENT" -> Optional.of(bytes(Record.Bytes::upstreamSent));
      case "UPSTREAM_WIRE_BYTES_RECEIVED" -> Optional.of(bytes(Record.Bytes::upstreamReceived));
      case "DOWNSTREAM_WIRE_BYTES_RECEIVED" ->
          Optional.of(bytes(each -> each.received() + each.requestHeaders()));
      case "DOWNSTREAM_WIRE_BYTES_SENT" ->
          Optional.of(bytes(each -> each.sent() + each.responseHeaders()));
      default -> Optional.empty();
    };
  }

  private static Operator bytes(ToLongFunction<Record.Bytes> which) {
    return Operator.number(
        (record, into) -> Source.number(into, which.applyAsLong(record.bytes())));
  }

  /// Until the last byte of the request went to an upstream; nothing when none was reached.
  private static Operator sending() {
    return Operator.number((record, into) -> {
      Timing timing = record.timing();
      boolean sent =
          record.upstream().flatMap(Record.Upstream::local).isPresent()
              && timing.requestEndNanos() != 0;
      long end = Math.max(timing.requestEndNanos(), timing.upstreamStartNanos());
      return sent && Source.number(into, (end - timing.startNanos()) / 1_000_000);
    });
  }

  private static Operator between(ToLongFunction<Timing> from, ToLongFunction<Timing> to) {
    return Operator.number((record, into) -> {
      long start = from.applyAsLong(record.timing());
      long end = to.applyAsLong(record.timing());
      return start != 0 && end != 0 && Source.number(into, Math.max(0, end - start) / 1_000_000);
    });
  }
}
