package dev.weft.proxy;

import dev.weft.proxy.admin.Lifecycle;
import dev.weft.telemetry.accesslog.LogFiles;
import dev.weft.telemetry.metrics.Collector;
import dev.weft.telemetry.metrics.Name;
import java.util.function.LongSupplier;

/// `server.*` and the few others that tools ask a proxy for.
record ServerStats(
    Lifecycle lifecycle,
    LongSupplier nanos,
    int concurrency,
    LongSupplier connections,
    LogFiles logs)
    implements Collector {
  @Override
  public void collect(Samples into) {
    Runtime runtime = Runtime.getRuntime();
    Lifecycle.State state = lifecycle.state();
    into.gauge(Name.of("server.live"), state == Lifecycle.State.LIVE ? 1 : 0);
    into.gauge(Name.of("server.state"), state.number());
    into.gauge(Name.of("server.uptime"), lifecycle.uptimeSeconds(nanos.getAsLong()));
    into.gauge(Name.of("server.concurrency"), concurrency);
    into.gauge(Name.of("server.total_connections"), connections.getAsLong());
    into.gauge(Name.of("server.memory_allocated"), runtime.totalMemory() - runtime.freeMemory());
    into.gauge(Name.of("server.memory_heap_size"), runtime.totalMemory());
    into.gauge(Name.of("listener_manager.workers_started"), 1);
    into.counter(Name.of("access_logs.dropped"), logs.dropped());
  }
}
