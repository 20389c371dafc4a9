package dev.weft.proxy;

import dev.weft.graph.Graph;
import dev.weft.graph.Record;
import dev.weft.graph.Rejection;
import dev.weft.graph.listener.AccessLog;
import dev.weft.graph.listener.Chain;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.graph.listener.Listener;
import dev.weft.graph.listener.TcpTerminal;
import dev.weft.model.Checked;
import dev.weft.model.Problem;
import dev.weft.net.Observer;
import dev.weft.telemetry.accesslog.AccessLogger;
import dev.weft.telemetry.accesslog.LineFormat;
import dev.weft.telemetry.accesslog.LogFiles;
import dev.weft.telemetry.accesslog.Surroundings;
import dev.weft.telemetry.envoy.DataPathStats;
import dev.weft.telemetry.mesh.MeshMetrics;
import dev.weft.xds.ResourceType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Turns what the data path did into log lines and numbers. Runs on event loops, so it never waits.
final class Observation implements Observer {
  private final DataPathStats stats;
  private final Complaints complaints =
      new Complaints(System.getLogger(Observation.class.getName()));
  private final MeshMetrics mesh;
  private final Predicate<Listener> meshed;
  private final LogFiles files;
  private final Surroundings surroundings;
  private final ThreadLocal<StringBuilder> scratch =
      ThreadLocal.withInitial(() -> new StringBuilder(512));

  /// The loggers of each list of access logs that is in use, found by identity; replaced as a
  /// whole.
  private volatile Map<List<AccessLog>, List<AccessLogger>> loggers = new IdentityHashMap<>();

  /// @param meshed which listeners' requests count in the mesh's metrics
  Observation(
      DataPathStats stats,
      MeshMetrics mesh,
      Predicate<Listener> meshed,
      LogFiles files,
      Surroundings surroundings) {
    this.stats = stats;
    this.mesh = mesh;
    this.meshed = meshed;
    this.files = files;
    this.surroundings = surroundings;
  }

  @Override
  public void over(Record record) {
    stats.over(record);
    complaints.over(record);
    if (meshed.test(record.listener())) {
      mesh.over(record);
    }
    List<AccessLog> logs =
        record.chain().isPresent() ? logs(record.chain().get()) : record.listener().accessLogs();
    if (!logs.isEmpty()) {
      StringBuilder line = scratch.get();
      for (AccessLogger logger : loggers(logs)) {
        logger.log(record, line);
      }
    }
  }

  @Override
  public void underWay(Record soFar) {
    if (meshed.test(soFar.listener())) {
      mesh.underWay(soFar);
    }
  }

  @Override
  public void opened(Listener listener) {
    stats.opened(listener);
  }

  @Override
  public void closed(Listener listener) {
    stats.closed(listener);
  }

  private static List<AccessLog> logs(Chain chain) {
    return switch (chain.terminal()) {
      case HttpTerminal http -> http.accessLogs();
      case TcpTerminal tcp -> tcp.accessLogs();
    };
  }

  private List<AccessLogger> loggers(List<AccessLog> logs) {
    List<AccessLogger> found = loggers.get(logs);
    return found != null ? found : prepare(logs);
  }

  private synchronized List<AccessLogger> prepare(List<AccessLog> logs) {
    List<AccessLogger> made =
        logs.stream().map(each -> AccessLogger.of(each, surroundings, files)).toList();
    Map<List<AccessLog>, List<AccessLogger>> more = new IdentityHashMap<>(loggers);
    more.put(logs, made);
    loggers = more;
    return made;
  }

  /// Forgets the loggers of graphs that are gone; those still in use are made again when needed.
  synchronized void forget() {
    loggers = new IdentityHashMap<>();
  }

  /// The listeners of a graph whose access logs cannot be written as configured.
  List<Rejection> refusals(Graph graph) {
    List<Rejection> refusals = new ArrayList<>();
    for (Listener listener : graph.listeners()) {
      Stream<AccessLog> all =
          Stream.concat(
              listener.accessLogs().stream(),
              Stream.concat(listener.chains().all().stream(), listener.chains().fallback().stream())
                  .flatMap(chain -> logs(chain).stream()));
      all.distinct()
          .map(each -> AccessLogger.format(each, surroundings))
          .filter(Checked.Invalid.class::isInstance)
          .findFirst()
          .ifPresent(bad -> refusals.add(refusal(listener, bad)));
    }
    return refusals;
  }

  private static Rejection refusal(Listener listener, Checked<LineFormat> bad) {
    Problem problem = bad.remarks().getFirst();
    return new Rejection(
        ResourceType.LISTENER,
        listener.name(),
        "access_log." + problem.path(),
        problem.cause(),
        problem.remedy());
  }
}
