package dev.weft.net.upstream;

import dev.weft.graph.Graph;
import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.Settings;
import dev.weft.graph.tls.ClientTls;
import dev.weft.graph.tls.Mistrust;
import dev.weft.model.Address;
import dev.weft.net.lane.Lane;
import dev.weft.net.tls.Trust;
import dev.weft.net.tls.Words;
import dev.weft.net.transport.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/// Opens connections to endpoints, TLS included.
public final class Dialer {
  /// Beyond the higher mark a connection says that it is not writable, until it is below the lower.
  public static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 * 1024, 128 * 1024);

  private static final IntegerUnixChannelOption SO_MARK =
      new IntegerUnixChannelOption("SO_MARK", 1, 36);

  /// Whom an open connection leads to, and what it was trusted by.
  private record Led(Target target, Trust.Standing standing) {
    /// Why the graph does not trust it any more.
    Optional<String> refusal(Graph graph) {
      return graph
          .cluster(target.cluster().name())
          .flatMap(cluster -> cluster.tls(target.endpoint()))
          .flatMap(tls -> standing.ofServer(tls));
    }
  }

  private static final AttributeKey<Led> LED = AttributeKey.valueOf(Dialer.class, "led");

  private Dialer() {}

  /// Closes connections to servers that the graph does not trust any more. Whoever waits for an
  /// answer on one is told why. Connections made under a root that was replaced take no more
  /// requests, and have `drainTime` for those that they have.
  public static void judge(Lane lane, Graph graph, Duration drainTime) {
    for (Channel channel : lane.outward()) {
      Led led = channel.attr(LED).get();
      if (led != null) {
        led.refusal(graph)
            .ifPresent(why -> {
              if (Trust.replaced(why)) {
                channel.pipeline().fireUserEventTriggered(Leave.AFTER_WHAT_IS_UNDER_WAY);
                lane.loop()
                    .schedule(() -> channel.close(), drainTime.toMillis(), TimeUnit.MILLISECONDS);
              } else {
                withdraw(channel, why);
              }
            });
      }
    }
  }

  private static void withdraw(Channel channel, String why) {
    channel
        .pipeline()
        .fireExceptionCaught(
            new IOException(
                "TLS_error: "
                    + Mistrust.TRUST_WITHDRAWN.text("the server is not trusted any more: " + why)));
    channel.close();
  }

  /// An event in a connection's pipeline: it is to end.
  enum Leave {
    /// Nothing new is begun.
    AFTER_WHAT_IS_UNDER_WAY
  }

  /// Connects on the lane's loop; the future is done when bytes may be written. The channel reads
  /// by itself from then on.
  static Future<Channel> dial(Lane lane, Target target, ChannelHandler first) {
    Promise<Channel> ready = lane.loop().newPromise();
    Cluster cluster = target.cluster();
    SslHandler ssl = null;
    if (target.tls().isPresent()) {
      try {
        ssl = ssl(lane, target, target.tls().get());
      } catch (SSLException unusable) {
        return ready.setFailure(unusable);
      }
    }
    Transport transport = Transport.of(lane.loop());
    SocketAddress address =
        target.endpoint().address() instanceof Address.Pipe pipe
            ? transport.pipe(pipe.path())
            : target.endpoint().socket();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(lane.loop())
            .channel(transport.client(address))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(cluster.connectTimeout()))
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .resolver(lane.names())
            .handler(new Opening(ssl, first, ready, lane));
    if (target.endpoint().address() instanceof Address.Ip) {
      bootstrap.option(ChannelOption.TCP_NODELAY, true);
      cluster.settings().keepAlive().ifPresent(keep -> keepAlive(bootstrap, transport, keep));
    }
    Optional<InetSocketAddress> from = source(bootstrap, transport, target);
    ChannelFuture connecting =
        from.isPresent() ? bootstrap.connect(address, from.get()) : bootstrap.connect(address);
    lane.outward().add(connecting.channel());
    if (ssl != null) {
      Trust.Standing standing = lane.trust().accepted(ssl, target.tls().orElseThrow().validation());
      connecting.channel().attr(LED).set(new Led(target, standing));
    }
    boolean plain = ssl == null;
    connecting.addListener(done -> {
      if (done.isSuccess() && cluster.settings().proxyProtocol().isPresent()) {
        // Before anything else, and past TLS.
        connecting
            .channel()
            .pipeline()
            .firstContext()
            .writeAndFlush(
                ProxyHeader.of(
                    cluster.settings().proxyProtocol().get(), target.origin().arrival()));
      }
      if (!done.isSuccess()) {
        ready.tryFailure(done.cause());
      } else if (plain && !ready.trySuccess(connecting.channel())) {
        connecting.channel().close();
      }
    });
    return ready;
  }

  /// Which address of ours the connection comes from, where that is not left to the system.
  private static Optional<InetSocketAddress> source(
      Bootstrap bootstrap, Transport transport, Target target) {
    if (!(target.endpoint().address() instanceof Address.Ip)) {
      return Optional.empty();
    }
    InetSocketAddress from = null;
    Optional<Source> kept = target.origin().source();
    if (kept.isPresent()) {
      from = kept.get().address();
      if (transport == Transport.EPOLL) {
        bootstrap.option(EpollChannelOption.IP_TRANSPARENT, true);
        if (kept.get().mark() != 0) {
          bootstrap.option(SO_MARK, kept.get().mark());
        }
      }
    } else {
      for (InetSocketAddress each : target.cluster().settings().bind()) {
        InetAddress to = target.endpoint().socket().getAddress();
        if (from == null
            || to != null
                && to.getClass() == each.getAddress().getClass()
                && to.getClass() != from.getAddress().getClass()) {
          from = each;
        }
      }
    }
    if (from != null && from.getPort() == 0 && transport == Transport.EPOLL) {
      // The port is chosen when the destination is known: as many connections as there are ports,
      // to each destination instead of to all of them.
      bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
    }
    return Optional.ofNullable(from);
  }

  private static SslHandler ssl(Lane lane, Target target, ClientTls tls) throws SSLException {
    SslHandler handler =
        lane.contexts()
            .client(
                tls,
                target.alpn(),
                target.serverName(),
                target.endpoint().socket().getPort(),
                io.netty.buffer.ByteBufAllocator.DEFAULT);
    handler.setHandshakeTimeoutMillis(millis(target.cluster().connectTimeout()));
    return handler;
  }

  private static int millis(Duration duration) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis()));
  }

  private static void keepAlive(
      Bootstrap bootstrap, Transport transport, Settings.TcpKeepAlive keep) {
    bootstrap.option(ChannelOption.SO_KEEPALIVE, true);
    if (transport == Transport.EPOLL) {
      if (keep.probes() > 0) {
        bootstrap.option(EpollChannelOption.TCP_KEEPCNT, keep.probes());
      }
      if (keep.time().isPositive()) {
        bootstrap.option(EpollChannelOption.TCP_KEEPIDLE, (int) keep.time().toSeconds());
      }
      if (keep.interval().isPositive()) {
        bootstrap.option(EpollChannelOption.TCP_KEEPINTVL, (int) keep.interval().toSeconds());
      }
    }
  }

  /// What a failed dial is called.
  static Failure failure(Throwable cause) {
    Failure.Kind kind =
        cause instanceof ConnectTimeoutException || cause instanceof SslHandshakeTimeoutException
            ? Failure.Kind.CONNECT_TIMEOUT
            : Failure.Kind.CONNECT;
    return new Failure(kind, reason(cause), false);
  }

  private static String reason(Throwable cause) {
    Throwable deepest = cause;
    while (deepest.getCause() != null && deepest.getCause() != deepest) {
      deepest = deepest.getCause();
    }
    String message = String.valueOf(deepest.getMessage());
    if (deepest instanceof java.net.ConnectException) {
      return "delayed connect error: " + message.substring(message.lastIndexOf(": ") + 1).strip();
    }
    return Words.ofTls(cause) ? Words.failure(cause) : message;
  }

  /// Waits for the handshake where there is one, and tells the promise.
  private static final class Opening extends ChannelInboundHandlerAdapter {
    private final @org.jspecify.annotations.Nullable SslHandler ssl;
    private final ChannelHandler first;
    private final Promise<Channel> ready;
    private final Lane lane;

    Opening(
        @org.jspecify.annotations.Nullable SslHandler ssl,
        ChannelHandler first,
        Promise<Channel> ready,
        Lane lane) {
      this.ssl = ssl;
      this.lane = lane;
      this.first = first;
      this.ready = ready;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      if (ssl != null) {
        ctx.pipeline().addFirst(ssl);
        ctx.pipeline().addLast(first);
      } else {
        ctx.pipeline().replace(this, null, first);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent handshake) {
        Led led = ctx.channel().attr(LED).get();
        Optional<String> distrust =
            handshake.isSuccess() && led != null ? led.refusal(lane.graph()) : Optional.empty();
        if (distrust.isPresent()) {
          ready.tryFailure(new SSLException(distrust.get()));
          ctx.close();
        } else if (handshake.isSuccess()) {
          ctx.pipeline().remove(this);
          if (!ready.trySuccess(ctx.channel())) {
            ctx.close();
          }
        } else {
          ready.tryFailure(handshake.cause());
          ctx.close();
        }
      } else if (event instanceof ChannelInputShutdownEvent) {
        // Half of a handshake is none: whoever will say nothing more is not waited for.
        ready.tryFailure(new IOException("the server closed the connection during the handshake"));
        ctx.close();
      } else {
        ctx.fireUserEventTriggered(event);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ready.tryFailure(cause);
      ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      ready.tryFailure(new java.nio.channels.ClosedChannelException());
      ctx.fireChannelInactive();
    }
  }
}
