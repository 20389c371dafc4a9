package dev.weft.net.upstream;

import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.HttpUpstream;
import dev.weft.graph.cluster.Usage;
import dev.weft.graph.exchange.Peer;
import dev.weft.net.lane.Lane;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The connections of one event loop to one endpoint, all alike: HTTP/1 connections that rest
/// between requests, and HTTP/2 connections that are shared.
///
/// Bounds: the cluster's limits on connections and on requests that wait.
final class Pool {
  /// Which HTTP a caller can use.
  enum Wanted {
    HTTP1,
    HTTP2,
    /// Whatever ALPN yields.
    EITHER
  }

  private final Lane lane;
  private final Target target;
  private final Wanted wanted;
  private final ArrayDeque<Http1Stream> resting = new ArrayDeque<>();
  private final List<Http2Connection> shared = new ArrayList<>(1);
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private int dialling;
  private int open;

  Pool(Lane lane, Target target, Wanted wanted) {
    this.lane = lane;
    this.target = target;
    this.wanted = wanted;
  }

  Target target() {
    return target;
  }

  Wanted wanted() {
    return wanted;
  }

  boolean empty() {
    return open == 0 && dialling == 0 && waiting.isEmpty();
  }

  /// Gives `receiver` a stream, now or when there is one.
  Ticket acquire(Receiver receiver) {
    long now = System.nanoTime();
    if (wanted != Wanted.HTTP2) {
      for (Http1Stream stream = resting.pollLast(); stream != null; stream = resting.pollLast()) {
        if (stream.fit(now)) {
          stream.begin(receiver);
          return Ticket.SERVED;
        }
        stream.close();
      }
    }
    for (int i = 0; i < shared.size(); i++) {
      Http2Connection connection = shared.get(i);
      if (connection.roomy()) {
        connection.begin(receiver);
        return Ticket.SERVED;
      }
    }
    Cluster cluster = target.cluster();
    if (!cluster.usage().tryPending(cluster.limits())) {
      receiver.failed(new Failure(Failure.Kind.OVERFLOW, "", false));
      return Ticket.SERVED;
    }
    cluster.usage().tally().increment(Usage.Count.UPSTREAM_RQ_PENDING_TOTAL);
    Waiting place = new Waiting(receiver);
    waiting.add(place);
    dialIfNeeded();
    return place;
  }

  private final class Waiting implements Ticket {
    private final Receiver receiver;

    Waiting(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void withdraw() {
      if (waiting.remove(this)) {
        target.cluster().usage().pendingEnd();
        count(Usage.Count.UPSTREAM_RQ_CANCELLED);
      }
    }
  }

  private void dialIfNeeded() {
    // One connection carries many HTTP/2 streams: one dial at a time is enough to begin with.
    boolean enough =
        wanted == Wanted.HTTP2 ? dialling > 0 && waiting.size() < 100 : dialling >= waiting.size();
    if (waiting.isEmpty() || enough) {
      return;
    }
    Cluster cluster = target.cluster();
    boolean within = cluster.usage().tryConnection(cluster.limits());
    // An endpoint without any connection is allowed one whatever the limit (as Envoy does).
    if (!within && open + dialling > 0) {
      return;
    }
    if (!within) {
      count(Usage.Count.UPSTREAM_CX_OVERFLOW);
    }
    dialling++;
    switch (wanted) {
      case HTTP1 -> count(Usage.Count.UPSTREAM_CX_HTTP1_TOTAL);
      case HTTP2 -> count(Usage.Count.UPSTREAM_CX_HTTP2_TOTAL);
      case EITHER -> {
        // ALPN will tell.
      }
    }
    ChannelInboundHandlerAdapter placeholder = new ChannelInboundHandlerAdapter();
    Future<Channel> dial = Dialer.dial(lane, target, placeholder);
    if (dial.isDone()) {
      lane.loop().execute(() -> dialled(dial, placeholder, within));
    } else {
      dial.addListener(done -> dialled(dial, placeholder, within));
    }
  }

  private void dialled(
      Future<Channel> dial, ChannelInboundHandlerAdapter placeholder, boolean counted) {
    dialling--;
    if (!dial.isSuccess()) {
      if (counted) {
        target.cluster().usage().connectionEnd();
      }
      Failure failure = Dialer.failure(dial.cause());
      if (failure.kind() == Failure.Kind.CONNECT_TIMEOUT) {
        count(Usage.Count.UPSTREAM_CX_CONNECT_TIMEOUT);
      }
      // All who wait, also those that have a connection of their own coming: an endpoint that fails
      // one mostly fails the others later, and whoever is told now may try another (as Envoy does).
      int doomed = waiting.size();
      for (int i = 0; i < doomed; i++) {
        Waiting next = take();
        if (next != null) {
          count(Usage.Count.UPSTREAM_RQ_PENDING_FAILURE_EJECT);
          next.receiver.failed(failure);
        }
      }
      return;
    }
    Channel channel = dial.getNow();
    open++;
    channel
        .closeFuture()
        .addListener(closed -> {
          open--;
          if (counted) {
            target.cluster().usage().connectionEnd();
          }
          dialIfNeeded();
        });
    SslHandler ssl = channel.pipeline().get(SslHandler.class);
    Optional<Peer> peer =
        ssl == null || !(channel.remoteAddress() instanceof java.net.InetSocketAddress address)
            ? Optional.empty()
            : Optional.of(lane.peers().of(ssl, target.serverName(), address));
    String protocol = ssl == null ? null : ssl.applicationProtocol();
    boolean http2 =
        wanted == Wanted.HTTP2
            || wanted == Wanted.EITHER && protocol != null && protocol.endsWith("h2");
    channel.pipeline().remove(placeholder);
    Pools.counted(channel, target.cluster());
    if (wanted == Wanted.EITHER) {
      count(http2 ? Usage.Count.UPSTREAM_CX_HTTP2_TOTAL : Usage.Count.UPSTREAM_CX_HTTP1_TOTAL);
    }
    if (http2) {
      Http2Connection connection =
          new Http2Connection(this, channel, target.cluster().http(), peer);
      shared.add(connection);
      roomier();
    } else {
      Http1Stream stream = new Http1Stream(this, channel, peer);
      serve(stream);
    }
  }

  private @org.jspecify.annotations.Nullable Waiting take() {
    Waiting next = waiting.poll();
    if (next != null) {
      target.cluster().usage().pendingEnd();
    }
    return next;
  }

  void count(Usage.Count what) {
    target.cluster().usage().tally().increment(what);
  }

  private void serve(Http1Stream stream) {
    Waiting next = take();
    if (next != null) {
      stream.begin(next.receiver);
    } else {
      stream.rest(System.nanoTime());
      resting.addLast(stream);
    }
  }

  /// A connection whose request is over.
  void returned(Http1Stream stream) {
    HttpUpstream rules = target.cluster().http();
    boolean worn =
        rules.maxRequestsPerConnection() > 0 && stream.served() >= rules.maxRequestsPerConnection();
    boolean old = tooOld(stream.openedNanos(), rules);
    if (worn || old) {
      count(
          worn
              ? Usage.Count.UPSTREAM_CX_MAX_REQUESTS
              : Usage.Count.UPSTREAM_CX_MAX_DURATION_REACHED);
      stream.close();
    } else {
      serve(stream);
    }
  }

  private static boolean tooOld(long openedNanos, HttpUpstream rules) {
    return rules.maxConnectionDuration().isPositive()
        && System.nanoTime() - openedNanos > rules.maxConnectionDuration().toNanos();
  }

  /// An HTTP/2 connection may have room.
  void roomier() {
    for (int i = 0; i < shared.size() && !waiting.isEmpty(); i++) {
      Http2Connection connection = shared.get(i);
      while (connection.roomy() && !waiting.isEmpty()) {
        Waiting next = take();
        if (next != null) {
          connection.begin(next.receiver);
        }
      }
    }
    dialIfNeeded();
  }

  void gone(Http1Stream stream) {
    resting.remove(stream);
  }

  void gone(Http2Connection connection) {
    shared.remove(connection);
  }

  /// Closes what has rested for too long; everything that rests when `all`.
  void sweep(long nowNanos, Sweep sweep) {
    HttpUpstream rules = target.cluster().http();
    long idle = rules.idleTimeout().isPositive() ? rules.idleTimeout().toNanos() : Long.MAX_VALUE;
    for (Http1Stream stream : List.copyOf(resting)) {
      if (sweep == Sweep.EVERYTHING
          || nowNanos - stream.idleSinceNanos() >= idle
          || tooOld(stream.openedNanos(), rules)) {
        resting.remove(stream);
        if (nowNanos - stream.idleSinceNanos() >= idle) {
          count(Usage.Count.UPSTREAM_CX_IDLE_TIMEOUT);
        }
        stream.close();
      }
    }
    for (Http2Connection connection : List.copyOf(shared)) {
      boolean tired = connection.idle() && nowNanos - connection.idleSinceNanos() >= idle;
      if (tired) {
        count(Usage.Count.UPSTREAM_CX_IDLE_TIMEOUT);
      }
      if (sweep == Sweep.EVERYTHING || tired || tooOld(connection.openedNanos(), rules)) {
        connection.leave();
      }
    }
  }

  enum Sweep {
    IDLE,
    EVERYTHING
  }
}
