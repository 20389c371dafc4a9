package dev.weft.net.stage;

import dev.weft.graph.Graph;
import dev.weft.graph.listener.Chain;
import dev.weft.graph.listener.Listener;
import dev.weft.net.exchange.Connection;
import dev.weft.net.lane.Lane;
import dev.weft.net.upstream.Pools;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One event loop's share of the stage: its lane, its pools, and the clients it serves.
final class Worker {
  /// A client's connection and what serves it.
  private static final class Served {
    Listener listener;
    @Nullable Chain chain;
    @Nullable Connection connection;
    boolean leaving;

    Served(Listener listener) {
      this.listener = listener;
    }
  }

  private final Lane lane;
  private final Pools pools;
  private final AtomicInteger open;
  private final Map<Channel, Served> served = new IdentityHashMap<>();

  Worker(Lane lane, AtomicInteger open) {
    this.lane = lane;
    this.pools = new Pools(lane);
    this.open = open;
  }

  Lane lane() {
    return lane;
  }

  Pools pools() {
    return pools;
  }

  void accepted(Channel channel, Listener listener) {
    served.put(channel, new Served(listener));
    open.incrementAndGet();
    lane.observer().opened(listener);
    channel
        .closeFuture()
        .addListener(closed -> {
          served.remove(channel);
          open.decrementAndGet();
          lane.observer().closed(listener);
        });
  }

  /// Notes that another listener has taken the connection over: what becomes of that one counts.
  void handedOver(Channel channel, Listener listener) {
    Served entry = served.get(channel);
    if (entry != null) {
      entry.listener = listener;
    }
  }

  /// Notes which chain serves a connection, and who drains it when it can be drained.
  void serves(Channel channel, Chain chain, Optional<Connection> connection) {
    Served entry = served.get(channel);
    if (entry != null) {
      entry.chain = chain;
      entry.connection = connection.orElse(null);
      if (lane.draining()) {
        drain(channel, entry);
      }
    }
  }

  /// Serves another graph from now on, and asks clients of chains that are gone to leave.
  void publish(Graph graph, Duration drainTime) {
    lane.publish(graph);
    for (Map.Entry<Channel, Served> each : List.copyOf(served.entrySet())) {
      Served entry = each.getValue();
      if (!entry.leaving && !stays(entry, graph)) {
        Channel channel = each.getKey();
        drain(channel, entry);
        lane.loop().schedule(() -> channel.close(), drainTime.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private static boolean stays(Served entry, Graph graph) {
    Listener now = graph.listener(entry.listener.name()).orElse(null);
    if (now == null) {
      return false;
    }
    if (now.version().equals(entry.listener.version())) {
      return true;
    }
    // A changed listener keeps the connections of chains that did not change.
    Chain chain = entry.chain;
    return chain == null
        || now.chains().all().contains(chain)
        || now.chains().fallback().equals(Optional.of(chain));
  }

  /// Asks every client to leave.
  void drain() {
    lane.drain();
    for (Map.Entry<Channel, Served> each : List.copyOf(served.entrySet())) {
      drain(each.getKey(), each.getValue());
    }
  }

  private static void drain(Channel channel, Served entry) {
    entry.leaving = true;
    Connection connection = entry.connection;
    if (connection != null) {
      connection.drain();
    }
  }

  void closeAll() {
    List.copyOf(served.keySet()).forEach(Channel::close);
    lane.outward().close();
  }
}
