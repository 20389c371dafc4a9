package dev.weft.telemetry.accesslog;

import dev.weft.graph.Record;
import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.route.Route;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/// Operators about what happened: codes, flags, route, cluster.
final class Exchanges {
  private static final String[] GRPC = {
    "OK",
    "Canceled",
    "Unknown",
    "InvalidArgument",
    "DeadlineExceeded",
    "NotFound",
    "AlreadyExists",
    "PermissionDenied",
    "ResourceExhausted",
    "FailedPrecondition",
    "Aborted",
    "OutOfRange",
    "Unimplemented",
    "Internal",
    "Unavailable",
    "DataLoss",
    "Unauthenticated"
  };

  private Exchanges() {}

  static Optional<Operator> named(String name) {
    return switch (name) {
      case "RESPONSE_CODE" ->
          number((record, into) -> Source.number(into, record.ending().status()));
      case "RESPONSE_CODE_DETAILS" -> text((record, into) -> word(into, record.ending().details()));
      case "CONNECTION_TERMINATION_DETAILS" ->
          text((record, into) -> Source.text(into, record.ending().terminationDetails()));
      case "RESPONSE_FLAGS" -> flags(false);
      case "RESPONSE_FLAGS_LONG" -> flags(true);
      case "GRPC_STATUS" -> text(Exchanges::grpcWord);
      case "GRPC_STATUS_NUMBER" ->
          number((record, into) ->
              record.ending().grpcStatus() >= 0
                  && Source.number(into, record.ending().grpcStatus()));
      case "PROTOCOL" ->
          text((record, into) ->
              record.request().isPresent()
                  && Source.text(into, record.request().get().head().protocol()));
      case "ROUTE_NAME" ->
          text((record, into) -> Source.text(into, record.route().map(Route::name).orElse("")));
      case "VIRTUAL_CLUSTER_NAME", "TRACE_ID", "SPAN_ID" -> text((record, into) -> false);
      case "UPSTREAM_CLUSTER" ->
          text((record, into) ->
              Source.text(into, record.cluster().map(Exchanges::statName).orElse("")));
      case "UPSTREAM_CLUSTER_RAW" ->
          text((record, into) -> Source.text(into, record.cluster().map(Cluster::name).orElse("")));
      case "UPSTREAM_REQUEST_ATTEMPT_COUNT" ->
          number((record, into) ->
              Source.number(
                  into,
                  record
                      .upstream()
                      .map(Record.Upstream::attempts)
                      .orElse(record.request().isPresent() && record.handed() ? 1 : 0)));
      case "UPSTREAM_TRANSPORT_FAILURE_REASON" ->
          text((record, into) ->
              word(into, record.upstream().map(Record.Upstream::transportFailure).orElse("")));
      case "DOWNSTREAM_TRANSPORT_FAILURE_REASON" ->
          text((record, into) -> word(into, record.ending().transportFailure()));
      case "STREAM_ID" ->
          text((record, into) ->
              Source.text(
                  into,
                  record.request().map(Record.Request::id).orElseGet(() -> connection(record))));
      case "ACCESS_LOG_TYPE" ->
          text((record, into) ->
              Source.text(
                  into, record.request().isPresent() ? "DownstreamEnd" : "TcpConnectionEnd"));
      default -> Optional.empty();
    };
  }

  /// An id for a connection, the same in each of its lines.
  private static String connection(Record record) {
    String what =
        record.timing().startNanos() + " " + record.arrival().remote() + record.arrival().local();
    return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String statName(Cluster cluster) {
    String alternative = cluster.settings().altStatName();
    return alternative.isEmpty() ? cluster.name() : alternative;
  }

  /// Envoy keeps such texts one word, so that lines can be cut at blanks.
  private static boolean word(StringBuilder into, String text) {
    int start = into.length();
    into.append(text);
    for (int i = start; i < into.length(); i++) {
      if (into.charAt(i) == ' ') {
        into.setCharAt(i, '_');
      }
    }
    return !text.isEmpty();
  }

  private static Optional<Operator> flags(boolean words) {
    return text((record, into) -> {
      if (record.ending().flags().isEmpty()) {
        return Source.text(into, "-");
      }
      boolean any = false;
      for (ResponseFlag flag : record.ending().flags()) {
        into.append(any ? "," : "").append(words ? camel(flag.words()) : flag.name());
        any = true;
      }
      return any;
    });
  }

  private static String camel(String words) {
    StringBuilder camel = new StringBuilder();
    for (String word : words.split("_", -1)) {
      camel.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
    }
    return camel.toString();
  }

  private static boolean grpcWord(Record record, StringBuilder into) {
    int status = record.ending().grpcStatus();
    if (status < 0) {
      return false;
    }
    return Source.text(into, status < GRPC.length ? GRPC[status] : Integer.toString(status));
  }

  private static Optional<Operator> text(Source source) {
    return Optional.of(Operator.text(source));
  }

  private static Optional<Operator> number(Source source) {
    return Optional.of(Operator.number(source));
  }
}
