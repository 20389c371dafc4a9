package dev.weft.telemetry.accesslog;

import dev.weft.graph.Record;
import dev.weft.graph.Record.Timing;
import dev.weft.graph.exchange.Head;
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
      case "REQUEST_HEADERS_BYTES" -> Optional.of(fields(Durations::request));
      case "RESPONSE_HEADERS_BYTES" -> Optional.of(fields(Durations::response));
      case "DOWNSTREAM_HEADER_BYTES_RECEIVED" ->
          Optional.of(bytes(each -> each.client().headsReceived()));
      case "DOWNSTREAM_HEADER_BYTES_SENT" -> Optional.of(bytes(each -> each.client().headsSent()));
      case "DOWNSTREAM_WIRE_BYTES_RECEIVED" -> Optional.of(bytes(each -> each.client().received()));
      case "DOWNSTREAM_WIRE_BYTES_SENT" -> Optional.of(bytes(each -> each.client().sent()));
      case "UPSTREAM_HEADER_BYTES_RECEIVED" ->
          Optional.of(bytes(each -> each.upstream().headsReceived()));
      case "UPSTREAM_HEADER_BYTES_SENT" -> Optional.of(bytes(each -> each.upstream().headsSent()));
      case "UPSTREAM_WIRE_BYTES_RECEIVED" -> Optional.of(bytes(each -> each.upstream().received()));
      case "UPSTREAM_WIRE_BYTES_SENT" -> Optional.of(bytes(each -> each.upstream().sent()));
      default -> Optional.empty();
    };
  }

  private static Operator bytes(ToLongFunction<Record.Bytes> which) {
    return Operator.number(
        (record, into) -> Source.number(into, which.applyAsLong(record.bytes())));
  }

  private static Operator fields(ToLongFunction<Record> which) {
    return Operator.number((record, into) -> Source.number(into, which.applyAsLong(record)));
  }

  /// Names and values of the request's fields together, pseudo-fields included.
  private static long request(Record record) {
    if (record.request().isEmpty() || record.request().get().head().method().isEmpty()) {
      return 0;
    }
    Head head = record.request().get().head();
    return 29
        + head.method().length()
        + record.request().get().path().length()
        + record.request().get().authority().length()
        + head.scheme().length()
        + length(head);
  }

  private static long response(Record record) {
    return record.ending().response().map(head -> 7 + 3 + length(head)).orElse(0L);
  }

  private static long length(Head head) {
    long[] sum = new long[1];
    head.forEach((name, value) -> {
      // Those of the connection are not the message's.
      if (!name.equals("host") && !name.equals("connection") && !name.equals("transfer-encoding")) {
        sum[0] += name.length() + value.length();
      }
    });
    return sum[0];
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
