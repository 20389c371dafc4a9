package dev.weft.net.upstream;

import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.Usage;
import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.cluster.endpoint.EndpointState;
import dev.weft.graph.exchange.Tally;
import dev.weft.graph.tls.ClientTls;
import dev.weft.net.codec.Traffic;
import dev.weft.net.lane.Lane;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// All pools of one event loop.
public final class Pools {
  /// How often resting connections are looked through.
  static final long SWEEP_SECONDS = 2;

  /// What a request needs of a connection.
  ///
  /// @param http2 whether the client speaks HTTP/2, for clusters that follow it
  /// @param alpn offered instead of the cluster's own when not empty
  /// @param authority the request's host, for clusters that send it as SNI
  /// @param origin whose connection it is for
  public record Need(boolean http2, List<String> alpn, String authority, Origin origin) {}

  /// The pools of one endpoint, under the settings they were made for.
  private static final class Place {
    Cluster cluster;
    Endpoint endpoint;
    Optional<ClientTls> tls;
    final List<Pool> pools = new ArrayList<>(1);

    Place(Cluster cluster, Endpoint endpoint) {
      this.cluster = cluster;
      this.endpoint = endpoint;
      this.tls = cluster.tls(endpoint);
    }
  }

  private static final List<String> H2 = List.of("h2");
  private static final List<String> BOTH = List.of("h2", "http/1.1");

  private final Lane lane;
  private final Map<EndpointState, Place> places = new IdentityHashMap<>();
  private final List<Pool> retired = new ArrayList<>();
  private boolean sweeping;

  public Pools(Lane lane) {
    this.lane = lane;
  }

  /// Gives `receiver` a stream to the endpoint, now or later.
  public Ticket acquire(Cluster cluster, Endpoint endpoint, Need need, Receiver receiver) {
    return pool(cluster, endpoint, need).acquire(receiver);
  }

  private Pool pool(Cluster cluster, Endpoint endpoint, Need need) {
    Place place = places.get(endpoint.live());
    if (place == null) {
      place = new Place(cluster, endpoint);
      places.put(endpoint.live(), place);
      sweepLater();
    } else if (place.cluster != cluster || place.endpoint != endpoint) {
      moved(place, cluster, endpoint);
    }
    Pool.Wanted wanted =
        switch (cluster.http().protocol()) {
          case HTTP1 -> Pool.Wanted.HTTP1;
          case HTTP2 -> Pool.Wanted.HTTP2;
          case DOWNSTREAM -> need.http2() ? Pool.Wanted.HTTP2 : Pool.Wanted.HTTP1;
          case ALPN -> place.tls.isPresent() ? Pool.Wanted.EITHER : Pool.Wanted.HTTP1;
        };
    List<Pool> pools = place.pools;
    boolean plain = place.tls.isEmpty();
    for (int i = 0; i < pools.size(); i++) {
      Pool pool = pools.get(i);
      if (pool.wanted() == wanted
          && (plain || suits(pool.target(), need))
          && pool.target().origin().shares(cluster, need.origin())) {
        return pool;
      }
    }
    Pool made = new Pool(lane, target(place, need, wanted), wanted);
    pools.add(made);
    return made;
  }

  private static boolean suits(Target target, Need need) {
    ClientTls tls = target.tls().orElseThrow();
    return (need.alpn().isEmpty() || need.alpn().equals(target.alpn()))
        && (!tls.autoSni() || host(need.authority()).equals(target.serverName()));
  }

  /// The cluster or the endpoint was replaced. Connections stay when they would be opened the same
  /// way today; else they retire as they fall idle.
  private void moved(Place place, Cluster cluster, Endpoint endpoint) {
    Optional<ClientTls> tls = cluster.tls(endpoint);
    boolean same =
        tls.equals(place.tls)
            && place.cluster.settings().equals(cluster.settings())
            && place.endpoint.address().equals(endpoint.address());
    place.endpoint = endpoint;
    if (!same) {
      retired.addAll(place.pools);
      place.pools.clear();
      place.tls = tls;
    }
    place.cluster = cluster;
  }

  private static Target target(Place place, Need need, Pool.Wanted wanted) {
    String serverName = "";
    List<String> alpn = List.of();
    if (place.tls.isPresent()) {
      ClientTls tls = place.tls.get();
      serverName = tls.autoSni() ? host(need.authority()) : tls.sni();
      alpn = !need.alpn().isEmpty() ? need.alpn() : tls.alpn();
      if (alpn.isEmpty()) {
        alpn =
            switch (wanted) {
              case HTTP1 -> List.of();
              case HTTP2 -> H2;
              case EITHER -> BOTH;
            };
      }
    }
    return new Target(place.cluster, place.endpoint, place.tls, serverName, alpn, need.origin());
  }

  /// Opens a connection for bytes, outside all pools but within the cluster's limit.
  ///
  /// @param origin whose connection it is for
  public Ticket connect(Cluster cluster, Endpoint endpoint, Origin origin, Receiver receiver) {
    if (!cluster.usage().tryConnection(cluster.limits())) {
      receiver.failed(new Failure(Failure.Kind.OVERFLOW, "", false));
      return Ticket.SERVED;
    }
    cluster.usage().tally().increment(Usage.Count.UPSTREAM_RQ_PENDING_TOTAL);
    Optional<ClientTls> tls = cluster.tls(endpoint);
    List<String> offered = tls.map(ClientTls::alpn).orElse(List.of());
    String serverName = tls.map(ClientTls::sni).orElse("");
    ByteStream stream = new ByteStream(receiver);
    Future<Channel> dial =
        Dialer.dial(lane, new Target(cluster, endpoint, tls, serverName, offered, origin), stream);
    dial.addListener(done -> {
      if (dial.isSuccess()) {
        ChannelPipeline pipeline = dial.getNow().pipeline();
        pipeline.addBefore(pipeline.context(stream).name(), null, traffic(dial.getNow(), cluster));
        dial.getNow().closeFuture().addListener(closed -> cluster.usage().connectionEnd());
      } else {
        cluster.usage().connectionEnd();
        cluster.usage().tally().increment(Usage.Count.UPSTREAM_RQ_PENDING_FAILURE_EJECT);
        if (Dialer.failure(dial.cause()).kind() == Failure.Kind.CONNECT_TIMEOUT) {
          cluster.usage().tally().increment(Usage.Count.UPSTREAM_CX_CONNECT_TIMEOUT);
        }
      }
      stream.dialled(dial, ssl -> lane.peers().of(ssl, serverName, endpoint.socket()));
    });
    return stream;
  }

  /// Counts what the rest of the connection's pipeline reads and writes, and its end.
  static void counted(Channel channel, Cluster cluster) {
    channel.pipeline().addLast(traffic(channel, cluster));
  }

  private static Traffic<Usage.Count> traffic(Channel channel, Cluster cluster) {
    Tally<Usage.Count> tally = cluster.usage().tally();
    Traffic<Usage.Count> traffic =
        new Traffic<>(
            tally, Usage.Count.UPSTREAM_CX_RX_BYTES_TOTAL, Usage.Count.UPSTREAM_CX_TX_BYTES_TOTAL);
    channel
        .closeFuture()
        .addListener(closed ->
            tally.increment(
                traffic.closedByUs()
                    ? Usage.Count.UPSTREAM_CX_DESTROY_LOCAL
                    : Usage.Count.UPSTREAM_CX_DESTROY_REMOTE));
    return traffic;
  }

  private static String host(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon < 0 || authority.endsWith("]") ? authority : authority.substring(0, colon);
  }

  private void sweepLater() {
    if (!sweeping) {
      sweeping = true;
      lane.loop().schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void sweep() {
    sweeping = false;
    long now = System.nanoTime();
    Map<Cluster, Set<EndpointState>> current = new IdentityHashMap<>();
    for (Iterator<Place> all = places.values().iterator(); all.hasNext(); ) {
      Place place = all.next();
      boolean gone =
          !current.computeIfAbsent(place.cluster, Pools::living).contains(place.endpoint.live());
      place.pools.forEach(pool -> pool.sweep(now, gone ? Pool.Sweep.EVERYTHING : Pool.Sweep.IDLE));
      place.pools.removeIf(Pool::empty);
      if (place.pools.isEmpty()) {
        all.remove();
      }
    }
    retired.forEach(pool -> pool.sweep(now, Pool.Sweep.EVERYTHING));
    retired.removeIf(Pool::empty);
    if (!places.isEmpty() || !retired.isEmpty()) {
      sweepLater();
    }
  }

  private static Set<EndpointState> living(Cluster cluster) {
    Set<EndpointState> states = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Endpoint endpoint : cluster.endpoints().all()) {
      states.add(endpoint.live());
    }
    return states;
  }
}
