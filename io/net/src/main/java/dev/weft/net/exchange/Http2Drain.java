package dev.weft.net.exchange;

import dev.weft.graph.listener.HttpTerminal;
import dev.weft.net.codec.Limits;
import dev.weft.net.lane.Alarm;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A client's HTTP/2 connection as a whole: its window, its idleness, its end.
final class Http2Drain extends ChannelInboundHandlerAdapter implements Connection {
  private final Client client;
  private final Http2FrameCodec codec;
  private final Alarm alarm = new Resting();
  private @Nullable Channel channel;
  private boolean draining;
  private boolean told;
  private long idleSinceNanos = System.nanoTime();

  Http2Drain(Client client, Http2FrameCodec codec) {
    this.client = client;
    this.codec = codec;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    long nanos = client.terminal().idleTimeout().toNanos();
    if (nanos > 0) {
      client.lane().alarms().arm(alarm, nanos);
    }
  }

  /// The connection's own window is not part of the settings (RFC 9113, section 6.9.2).
  void widen() {
    try {
      var connection = codec.connection();
      int by = Limits.CONNECTION_WINDOW_BYTES - Limits.STREAM_WINDOW_BYTES;
      connection.local().flowController().incrementWindowSize(connection.connectionStream(), by);
    } catch (Http2Exception outOfRange) {
      throw new IllegalStateException(outOfRange);
    }
  }

  private final class Resting extends Alarm {
    @Override
    protected void ring() {
      long patience = client.terminal().idleTimeout().toNanos();
      long quiet = System.nanoTime() - idleSinceNanos;
      Channel at = channel;
      if (at == null || !at.isActive()) {
        return;
      }
      if (codec.connection().numActiveStreams() > 0 || quiet < patience) {
        boolean busy = codec.connection().numActiveStreams() > 0;
        client.lane().alarms().arm(this, busy ? patience : patience - quiet);
      } else {
        client.terminal().tally().increment(HttpTerminal.Count.DOWNSTREAM_CX_IDLE_TIMEOUT);
        at.close();
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    idleSinceNanos = System.nanoTime();
    if (client.lane().draining() && !draining) {
      end();
    }
    if (told && codec.connection().numActiveStreams() == 0) {
      ctx.close();
    }
    super.channelReadComplete(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.close();
    }
    super.userEventTriggered(ctx, event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    alarm.disarm();
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof Http2Exception) {
      client.terminal().tally().increment(HttpTerminal.Count.DOWNSTREAM_CX_PROTOCOL_ERROR);
    }
    ctx.close();
  }

  /// Says GOAWAY without refusing what is on its way already. A client that has heard it closes the
  /// connection after its last stream.
  @Override
  public void drain() {
    Channel at = channel;
    if (!draining && at != null) {
      draining = true;
      DefaultHttp2GoAwayFrame leave = new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR);
      leave.setExtraStreamIds(Integer.MAX_VALUE / 2);
      at.writeAndFlush(leave);
    }
  }

  @Override
  public void end() {
    Channel at = channel;
    drain();
    if (at != null) {
      client
          .lane()
          .loop()
          .schedule(
              () -> {
                told = true;
                if (codec.connection().numActiveStreams() == 0) {
                  at.close();
                }
              },
              1,
              TimeUnit.SECONDS);
    }
  }
}
