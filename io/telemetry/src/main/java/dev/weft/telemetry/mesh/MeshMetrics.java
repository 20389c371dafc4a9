package dev.weft.telemetry.mesh;

import dev.weft.graph.Record;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.telemetry.metrics.Collector;
import dev.weft.telemetry.metrics.Counter;
import dev.weft.telemetry.metrics.Label;
import dev.weft.telemetry.metrics.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Istio's standard metrics of one proxy.
///
/// The labels of a record are worked out once for each combination of what they depend on; after
/// that a request costs one look-up and four additions.
public final class MeshMetrics implements Collector {
  /// So many combinations are told apart. Requests beyond are counted in `weft_series_overflow` and
  /// nowhere else, so that a client inventing host names cannot fill the memory.
  public static final int LIMIT = 1_000;

  private final Facts self;
  private final PeerExchange exchange;
  private final Map<SeriesKey, Series> byKey = new ConcurrentHashMap<>();
  private final Map<List<Label>, Series> byLabels = new ConcurrentHashMap<>();
  private final Counter overflow = new Counter();

  /// Our own principal as TLS last showed it: a resumed session does not know it.
  private volatile String own = "";

  /// @param self the workload that this proxy stands beside
  public MeshMetrics(Facts self, PeerExchange exchange) {
    this.self = self;
    this.exchange = exchange;
  }

  /// Counts a request or TCP connection that is over.
  public void over(Record record) {
    SeriesKey key = SeriesKey.of(record);
    Series series = byKey.get(key);
    if (series == null) {
      series = resolve(key, record);
    }
    switch (series) {
      case Series.Requests requests -> {
        requests.total.increment();
        long nanos = record.timing().endNanos() - record.timing().startNanos();
        requests.milliseconds.record(Math.max(0, nanos) / 1_000_000);
        requests.received.record(record.bytes().received());
        requests.sent.record(record.bytes().sent());
        requests.messagesReceived.add(record.messages().received());
        requests.messagesSent.add(record.messages().sent());
      }
      case Series.Connections connections -> {
        connections.closed.increment();
        news(connections, record);
      }
      case null -> overflow.increment();
    }
  }

  /// Counts what is new of a TCP connection that goes on.
  public void underWay(Record record) {
    SeriesKey key = SeriesKey.of(record);
    Series found = byKey.get(key);
    if ((found == null ? resolve(key, record) : found) instanceof Series.Connections connections) {
      news(connections, record);
    }
  }

  private static void news(Series.Connections connections, Record record) {
    if (!record.told().opened()) {
      connections.opened.increment();
    }
    connections.received.add(record.bytes().received() - record.told().received());
    connections.sent.add(record.bytes().sent() - record.told().sent());
  }

  private @org.jspecify.annotations.Nullable Series resolve(SeriesKey key, Record record) {
    if (byKey.size() >= LIMIT) {
      return null;
    }
    List<Label> labels = labels(key, record);
    Series series =
        byLabels.computeIfAbsent(
            labels,
            absent -> key.tcp() ? new Series.Connections() : new Series.Requests(key.isGrpc()));
    byKey.put(key, series);
    return series;
  }

  private List<Label> labels(SeriesKey key, Record record) {
    Facts told = key.peerByHeader() ? exchange.read(key.peer()) : Facts.ofEndpoint(key.peer());
    Facts peer = told.orNamespaceOf(key.inbound() ? key.source() : key.destination());
    Facts source = key.inbound() ? peer : self;
    Facts destination = key.inbound() ? self : peer;
    Target target =
        record
            .cluster()
            .map(cluster -> Target.of(cluster, key.authority()))
            .orElse(new Target(key.authority(), "", ""));
    List<Label> labels = new ArrayList<>(28);
    if (!key.tcp()) {
      labels.add(new Label("response_code", Integer.toString(key.status())));
    }
    labels.add(new Label("reporter", key.inbound() ? "destination" : "source"));
    workload(labels, "source", source, key.inbound() ? key.source() : ownPrincipal(key));
    workload(labels, "destination", destination, key.destination());
    add(labels, "destination_service", target.host());
    add(labels, "destination_service_name", target.name());
    add(labels, "destination_service_namespace", namespace(target, destination));
    labels.add(new Label("request_protocol", key.tcp() ? "tcp" : key.isGrpc() ? "grpc" : "http"));
    labels.add(new Label("response_flags", flags(key.flags())));
    if (!key.tcp()) {
      String grpc = key.isGrpc() && key.grpc() >= 0 ? Integer.toString(key.grpc()) : "";
      labels.add(new Label("grpc_response_status", grpc));
    }
    labels.add(new Label("connection_security_policy", policy(key)));
    add(labels, "source_canonical_service", source.service());
    add(labels, "destination_canonical_service", destination.service());
    add(labels, "source_canonical_revision", source.revision());
    add(labels, "destination_canonical_revision", destination.revision());
    return List.copyOf(labels);
  }

  private static void workload(List<Label> labels, String side, Facts facts, String principal) {
    add(labels, side + "_workload", facts.workload());
    add(labels, side + "_workload_namespace", facts.namespace());
    add(labels, side + "_principal", principal);
    add(labels, side + "_app", facts.app());
    add(labels, side + "_version", facts.version());
    add(labels, side + "_cluster", facts.cluster());
  }

  private String ownPrincipal(SeriesKey key) {
    if (!key.source().isEmpty()) {
      own = key.source();
    }
    return key.destination().isEmpty() ? key.source() : own;
  }

  private static String namespace(Target target, Facts destination) {
    return target.namespace().isEmpty() ? destination.namespace() : target.namespace();
  }

  private static String policy(SeriesKey key) {
    return key.inbound() ? (key.encrypted() ? "mutual_tls" : "none") : "unknown";
  }

  private static void add(List<Label> labels, String name, String value) {
    labels.add(new Label(name, value.isEmpty() ? "unknown" : value));
  }

  private static String flags(Set<ResponseFlag> flags) {
    if (flags.isEmpty()) {
      return "-";
    }
    StringBuilder text = new StringBuilder();
    for (ResponseFlag flag : ResponseFlag.values()) {
      if (flags.contains(flag)) {
        text.append(text.isEmpty() ? "" : ",").append(flag.name());
      }
    }
    return text.toString();
  }

  @Override
  public void collect(Samples into) {
    byLabels.forEach((labels, series) -> series.collect(labels, into));
    into.gauge(
        new Name(
            "istiocustom.istio_build",
            "istio_build",
            List.of(new Label("component", "proxy"), new Label("tag", "weft"))),
        1);
    if (overflow.value() > 0) {
      into.counter(
          new Name("weft_series_overflow", "weft_series_overflow", List.of()), overflow.value());
    }
  }
}
