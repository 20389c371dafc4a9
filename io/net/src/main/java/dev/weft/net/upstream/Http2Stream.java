package dev.weft.net.upstream;

import dev.weft.graph.Record;
import dev.weft.graph.exchange.Peer;
import dev.weft.net.codec.ClientStream;
import dev.weft.net.codec.Meter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One stream of an HTTP/2 connection to an endpoint.
final class Http2Stream extends ChannelInboundHandlerAdapter implements Stream {
  private final Http2Connection connection;
  private Meter meter = new Meter();
  private @Nullable Receiver receiver;
  private @Nullable Http2StreamChannel channel;
  private boolean sent;
  private boolean over;
  private boolean raw;

  Http2Stream(Http2Connection connection, Receiver receiver) {
    this.connection = connection;
    this.receiver = receiver;
  }

  ChannelInitializer<Channel> initializer(String scheme) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel stream) {
        stream.config().setWriteBufferWaterMark(Dialer.WATER_MARK);
        ClientStream codec = new ClientStream(scheme);
        meter = codec.meter();
        stream.pipeline().addLast(codec, Http2Stream.this);
      }
    };
  }

  void opened(Http2StreamChannel stream) {
    channel = stream;
    Receiver to = receiver;
    if (to == null) {
      stream.close();
    } else {
      to.connected(this);
    }
  }

  void refused(String reason) {
    end();
    fail(new Failure(Failure.Kind.REFUSED, reason, false));
  }

  @Override
  public void write(Object message) {
    Http2StreamChannel to = channel;
    if (to == null || !to.isActive() && over) {
      ReferenceCountUtil.release(message);
      return;
    }
    sent = true;
    to.write(message);
  }

  @Override
  public void flush() {
    if (channel != null) {
      channel.flush();
    }
  }

  @Override
  public boolean writable() {
    return channel != null && channel.isWritable();
  }

  @Override
  public void reading(boolean on) {
    if (channel != null) {
      channel.config().setAutoRead(on);
    }
  }

  @Override
  public void raw() {
    raw = true;
  }

  @Override
  public void writeBytes(ByteBuf bytes) {
    write(new DefaultHttpContent(bytes));
  }

  @Override
  public void endBytes() {
    write(LastHttpContent.EMPTY_LAST_CONTENT);
    flush();
  }

  @Override
  public void cancel() {
    receiver = null;
    if (channel != null) {
      channel.close();
    }
  }

  @Override
  public void release(boolean reusable) {
    receiver = null;
    if (channel != null) {
      channel.close();
    }
  }

  @Override
  public Record.Wire wire() {
    return meter.wire();
  }

  @Override
  public Optional<InetSocketAddress> remote() {
    return connection.channel().remoteAddress() instanceof InetSocketAddress address
        ? Optional.of(address)
        : Optional.empty();
  }

  @Override
  public Optional<InetSocketAddress> local() {
    return connection.channel().localAddress() instanceof InetSocketAddress address
        ? Optional.of(address)
        : Optional.empty();
  }

  @Override
  public Optional<Peer> peer() {
    return connection.peer();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Receiver to = receiver;
    if (to == null) {
      ReferenceCountUtil.release(message);
    } else if (raw && message instanceof HttpContent content) {
      boolean last = message instanceof LastHttpContent;
      to.received(content.content());
      if (last && receiver != null) {
        to.received(END);
      }
    } else {
      to.received(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (receiver != null) {
      receiver.paused();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (receiver != null) {
      receiver.writabilityChanged();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Http2ResetFrame reset) {
      Failure.Kind kind =
          reset.errorCode() == io.netty.handler.codec.http2.Http2Error.REFUSED_STREAM.code()
              ? Failure.Kind.REFUSED
              : Failure.Kind.RESET;
      fail(new Failure(kind, "", sent && kind != Failure.Kind.REFUSED));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end();
    fail(new Failure(Failure.Kind.CLOSED, connection.broken(), sent));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    boolean refused =
        cause instanceof Http2FrameStreamException broken
            && broken.error() == io.netty.handler.codec.http2.Http2Error.REFUSED_STREAM;
    fail(
        refused
            ? new Failure(Failure.Kind.REFUSED, String.valueOf(cause.getMessage()), sent)
            : Failure.on(cause, sent));
    ctx.close();
  }

  private void fail(Failure failure) {
    Receiver to = receiver;
    receiver = null;
    if (to != null) {
      to.failed(failure);
    }
  }

  private void end() {
    if (!over) {
      over = true;
      connection.ended();
    }
  }
}
