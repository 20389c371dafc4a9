package dev.weft.net.stage;

import dev.weft.graph.Graph;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.listener.Chain;
import dev.weft.graph.listener.Listener;
import dev.weft.net.exchange.Connection;
import dev.weft.net.lane.Lane;
import dev.weft.net.tls.Trust;
import dev.weft.net.upstream.Dialer;
import dev.weft.net.upstream.Pools;
import io.netty.channel.Channel;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One event loop's share of the stage: its lane, its pools, and the clients it serves.
final class Worker {
  /// A client's connection and what serves it.
  private static final class Served {
    Listener listener;
    @Nullable Chain chain;
    @Nullable Connection connection;
    @Nullable Encrypted encrypted;
    boolean leaving;

    Served(Listener listener) {
      this.listener = listener;
    }
  }

  /// A client whose certificate was verified.
  private record Encrypted(Serving.Subject subject, Peer peer, Trust.Standing standing) {}

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
        connection.ifPresent(Connection::end);
      } else if (entry.leaving) {
        connection.ifPresent(Connection::drain);
      }
    }
  }

  /// Notes that a client's handshake has succeeded, and judges it by the graph of now: another may
  /// have come while it was under way.
  ///
  /// @return whether the connection goes on
  boolean encrypted(Serving.Subject subject, Peer peer, Trust.Standing standing) {
    Served entry = served.get(subject.channel());
    if (entry == null) {
      return false;
    }
    Encrypted encrypted = new Encrypted(subject, peer, standing);
    entry.encrypted = encrypted;
    return trusted(entry, encrypted, lane.graph());
  }

  /// Closes the connection of a client that the graph does not trust; asks it to leave when it is a
  /// root that was replaced.
  private boolean trusted(Served entry, Encrypted encrypted, Graph graph) {
    Optional<String> refusal =
        graph
            .listener(entry.listener.name())
            .flatMap(listener -> counterpart(listener, encrypted.subject().chain()))
            .flatMap(Chain::tls)
            .flatMap(tls -> encrypted.standing().ofClient(tls));
    if (refusal.isPresent() && Trust.replaced(refusal.get())) {
      leave(encrypted.subject().channel(), entry);
      return true;
    }
    refusal.ifPresent(why -> Serving.distrusted(encrypted.subject(), encrypted.peer(), why));
    return refusal.isEmpty();
  }

  /// The chain that would take such a connection today.
  private static Optional<Chain> counterpart(Listener listener, Chain chain) {
    return Stream.concat(listener.chains().all().stream(), listener.chains().fallback().stream())
        .filter(each -> each.match().equals(chain.match()) && each.name().equals(chain.name()))
        .findFirst();
  }

  /// Serves another graph from now on, and asks clients of chains that are gone to leave.
  void publish(Graph graph) {
    lane.publish(graph);
    Dialer.judge(lane, graph, lane.settings().drainTime());
    for (Map.Entry<Channel, Served> each : List.copyOf(served.entrySet())) {
      Served entry = each.getValue();
      Encrypted encrypted = entry.encrypted;
      if (encrypted != null && !trusted(entry, encrypted, graph)) {
        continue;
      }
      if (!stays(entry, graph)) {
        leave(each.getKey(), entry);
        Connection connection = entry.connection;
        if (connection != null && graph.listener(entry.listener.name()).isEmpty()) {
          connection.end();
        }
      }
    }
  }

  /// Asks a client to leave, and waits as long as connections may drain.
  private void leave(Channel channel, Served entry) {
    if (!entry.leaving) {
      entry.leaving = true;
      Connection connection = entry.connection;
      if (connection != null) {
        connection.drain();
      }
      lane.loop()
          .schedule(
              () -> channel.close(), lane.settings().drainTime().toMillis(), TimeUnit.MILLISECONDS);
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
      Served entry = each.getValue();
      entry.leaving = true;
      Connection connection = entry.connection;
      if (connection != null) {
        connection.end();
      }
    }
  }

  void closeAll() {
    List.copyOf(served.keySet()).forEach(Channel::close);
    lane.outward().close();
  }
}
