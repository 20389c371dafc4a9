package dev.weft.proxy;

import dev.weft.graph.Record;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;

/// Says in the proxy's own log why connections failed at their TLS, each reason once in a while.
final class Complaints {
  /// A reason is not said again for so long.
  private static final long QUIET_NANOS = 10_000_000_000L;

  /// The most reasons that are remembered; then all are forgotten.
  private static final int MOST = 256;

  private final System.Logger log;
  private final Map<String, Long> said = new HashMap<>();

  Complaints(System.Logger log) {
    this.log = log;
  }

  /// Notes a connection or request that is over.
  void over(Record record) {
    String client = record.ending().transportFailure();
    if (!client.isEmpty()) {
      say(
          "listener '"
              + record.listener().name()
              + "' refused a client at "
              + record.arrival().remote().getHostString()
              + ": "
              + client,
          record.timing().endNanos());
    }
    String upstream = record.upstream().map(Record.Upstream::transportFailure).orElse("");
    if (upstream.startsWith("TLS_error")) {
      say(
          "cluster '"
              + record.cluster().map(each -> each.name()).orElse("")
              + "' could not be reached securely: "
              + upstream,
          record.timing().endNanos());
    }
  }

  private synchronized void say(String what, long nowNanos) {
    Long before = said.get(what);
    if (before != null && nowNanos - before < QUIET_NANOS) {
      return;
    }
    if (said.size() >= MOST) {
      said.clear();
    }
    said.put(what, nowNanos);
    log.log(Level.WARNING, what);
  }
}
