package dev.weft.net.upstream;

import dev.weft.graph.cluster.HttpUpstream;
import dev.weft.graph.exchange.Peer;
import dev.weft.net.codec.Limits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.Optional;

/// An HTTP/2 connection to an endpoint and the streams on it.
final class Http2Connection extends ChannelInboundHandlerAdapter {
  private final Pool pool;
  private final Channel channel;
  private final Optional<Peer> peer;
  private final HttpUpstream rules;
  private final String scheme;
  private final Http2StreamChannelBootstrap streams;
  private final long openedNanos = System.nanoTime();
  private int active;
  private int served;
  private int peerLimit = Integer.MAX_VALUE;
  private boolean leaving;
  private String broken = "";
  private long idleSinceNanos = openedNanos;

  Http2Connection(Pool pool, Channel channel, HttpUpstream rules, Optional<Peer> peer) {
    this.pool = pool;
    this.channel = channel;
    this.peer = peer;
    this.rules = rules;
    this.scheme = peer.isPresent() ? "https" : "http";
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forClient()
            .initialSettings(
                Http2Settings.defaultSettings()
                    .pushEnabled(false)
                    .initialWindowSize(Limits.STREAM_WINDOW_BYTES)
                    .maxHeaderListSize(Limits.HEADER_BYTES))
            .build();
    channel
        .pipeline()
        .addLast(
            codec,
            new Http2MultiplexHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel pushed) {
                    pushed.close();
                  }
                }),
            this);
    widen(codec);
    streams = new Http2StreamChannelBootstrap(channel);
  }

  /// The connection's own window is not part of the settings (RFC 9113, section 6.9.2).
  private static void widen(Http2FrameCodec codec) {
    try {
      var connection = codec.connection();
      int by = Limits.CONNECTION_WINDOW_BYTES - Limits.STREAM_WINDOW_BYTES;
      connection.local().flowController().incrementWindowSize(connection.connectionStream(), by);
    } catch (io.netty.handler.codec.http2.Http2Exception outOfRange) {
      throw new IllegalStateException(outOfRange);
    }
  }

  /// Whether another stream may be opened now.
  boolean roomy() {
    return !leaving
        && channel.isActive()
        && active < Math.min(peerLimit, rules.maxConcurrentStreams())
        && (rules.maxRequestsPerConnection() == 0 || served < rules.maxRequestsPerConnection());
  }

  boolean idle() {
    return active == 0;
  }

  long idleSinceNanos() {
    return idleSinceNanos;
  }

  long openedNanos() {
    return openedNanos;
  }

  void begin(Receiver receiver) {
    active++;
    served++;
    Http2Stream stream = new Http2Stream(this, receiver);
    Future<Http2StreamChannel> opening = streams.handler(stream.initializer(scheme)).open();
    if (opening.isDone()) {
      opened(opening, stream);
    } else {
      opening.addListener(done -> opened(opening, stream));
    }
  }

  private void opened(Future<Http2StreamChannel> opening, Http2Stream stream) {
    if (opening.isSuccess()) {
      stream.opened(opening.getNow());
    } else {
      stream.refused(String.valueOf(opening.cause().getMessage()));
    }
  }

  void ended() {
    active--;
    idleSinceNanos = System.nanoTime();
    if (active == 0
        && (leaving
            || rules.maxRequestsPerConnection() > 0
                && served >= rules.maxRequestsPerConnection())) {
      channel.close();
    }
    pool.roomier();
  }

  /// Takes no more streams and closes after the last.
  void leave() {
    leaving = true;
    if (active == 0) {
      channel.close();
    }
  }

  Channel channel() {
    return channel;
  }

  Optional<Peer> peer() {
    return peer;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof Http2SettingsFrame settings) {
      Long most = settings.settings().maxConcurrentStreams();
      peerLimit = most == null ? peerLimit : (int) Math.min(Integer.MAX_VALUE, most);
      pool.roomier();
    } else if (message instanceof Http2GoAwayFrame) {
      leaving = true;
      if (active == 0) {
        channel.close();
      }
    }
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    leaving = true;
    pool.gone(this);
    super.channelInactive(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof io.netty.channel.socket.ChannelInputShutdownEvent) {
      channel.close();
    } else if (event == Dialer.Leave.AFTER_WHAT_IS_UNDER_WAY) {
      leave();
    }
    super.userEventTriggered(ctx, event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken = Failure.on(cause, true).reason();
    channel.close();
  }

  /// What went wrong on the connection; empty when nothing did.
  String broken() {
    return broken;
  }
}
