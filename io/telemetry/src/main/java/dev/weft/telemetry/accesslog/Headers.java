package dev.weft.telemetry.accesslog;

import dev.weft.graph.Record;
import dev.weft.graph.exchange.Head;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Values of headers: `%REQ(X?Y)%` is header X, or Y when X is absent.
final class Headers {
  private static final String SERVICE_TIME = "x-envoy-upstream-service-time";

  /// The value of a header by its lower-case name, null when absent.
  @FunctionalInterface
  private interface Lookup {
    @org.jspecify.annotations.Nullable
    String value(Record record, String name);
  }

  private Headers() {}

  static Source request(String names) throws Operators.Unknown {
    return either("REQ", names, Headers::requestValue, false);
  }

  static Source withoutQuery(String names) throws Operators.Unknown {
    return either("REQ_WITHOUT_QUERY", names, Headers::requestValue, true);
  }

  static Source response(String names) throws Operators.Unknown {
    return either("RESP", names, Headers::responseValue, false);
  }

  static Source trailer(String names) throws Operators.Unknown {
    return either(
        "TRAILER", names, (record, name) -> value(record, r -> r.ending().trailers(), name), false);
  }

  private static Source either(String operator, String names, Lookup lookup, boolean cutQuery)
      throws Operators.Unknown {
    if (names.isEmpty()) {
      throw new Operators.Unknown("%" + operator + "% needs the name of a header in parentheses");
    }
    String[] two = names.toLowerCase(Locale.ROOT).split("\\?", 2);
    String first = two[0];
    String second = two.length > 1 ? two[1] : "";
    return (record, into) -> {
      String found = lookup.value(record, first);
      if ((found == null || found.isEmpty()) && !second.isEmpty()) {
        found = lookup.value(record, second);
      }
      if (found == null) {
        return false;
      }
      int query = cutQuery ? found.indexOf('?') : -1;
      into.append(found, 0, query < 0 ? found.length() : query);
      return !found.isEmpty();
    };
  }

  /// As Envoy, which logs the request as it left the proxy: the path and host after rewrites, and
  /// the path before them as `x-envoy-original-path`.
  private static @org.jspecify.annotations.Nullable String requestValue(
      Record record, String name) {
    if (record.request().isEmpty()) {
      return null;
    }
    Record.Request request = record.request().get();
    String own = request.head().path();
    return switch (name) {
      case ":path" -> request.path().isEmpty() ? own : request.path();
      case ":authority", "host" ->
          request.authority().isEmpty() ? request.head().authority() : request.authority();
      case "x-request-id" -> request.id();
      case "x-envoy-original-path" ->
          request.path().isEmpty() || request.path().equals(own)
              ? request.head().header(name)
              : own;
      case ":method" -> request.head().method();
      case ":scheme" -> request.head().scheme();
      default -> request.head().header(name);
    };
  }

  private static @org.jspecify.annotations.Nullable String responseValue(
      Record record, String name) {
    String value = value(record, r -> r.ending().response(), name);
    if (value == null && name.equals(SERVICE_TIME)) {
      Record.Timing timing = record.timing();
      return timing.upstreamStartNanos() == 0 || timing.upstreamFirstByteNanos() == 0
          ? null
          : Long.toString(
              (timing.upstreamFirstByteNanos() - timing.upstreamStartNanos()) / 1_000_000);
    }
    return value;
  }

  private static @org.jspecify.annotations.Nullable String value(
      Record record, Function<Record, Optional<Head>> which, String name) {
    Optional<Head> head = which.apply(record);
    return head.isPresent() ? head.get().header(name) : null;
  }
}
