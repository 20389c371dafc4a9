package dev.weft.net.upstream;

import dev.weft.graph.Record;
import dev.weft.graph.exchange.Peer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A connection to an endpoint for bytes alone: TCP clusters and tunnels.
final class ByteStream extends ChannelInboundHandlerAdapter implements Stream, Ticket {
  private @Nullable Receiver receiver;
  private @Nullable Channel channel;
  private Optional<Peer> peer = Optional.empty();
  private long received;
  private long sent;
  private boolean ended;

  ByteStream(Receiver receiver) {
    this.receiver = receiver;
  }

  void dialled(Future<Channel> dial, java.util.function.Function<SslHandler, Peer> peers) {
    Receiver to = receiver;
    if (!dial.isSuccess()) {
      fail(Dialer.failure(dial.cause()));
      return;
    }
    Channel made = dial.getNow();
    channel = made;
    if (to == null) {
      made.close();
      return;
    }
    SslHandler ssl = made.pipeline().get(SslHandler.class);
    peer = ssl == null ? Optional.empty() : Optional.of(peers.apply(ssl));
    to.connected(this);
  }

  @Override
  public void withdraw() {
    receiver = null;
    cancel();
  }

  @Override
  public void write(Object message) {
    if (message instanceof ByteBuf bytes) {
      writeBytes(bytes);
    } else {
      ReferenceCountUtil.release(message);
    }
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
    // An upstream that has said all is not read again.
    if (channel != null && !ended) {
      channel.config().setAutoRead(on);
    }
  }

  @Override
  public void raw() {}

  @Override
  public void writeBytes(ByteBuf bytes) {
    if (channel == null) {
      bytes.release();
    } else {
      sent += bytes.readableBytes();
      channel.write(bytes, channel.voidPromise());
    }
  }

  @Override
  public void endBytes() {
    if (channel != null) {
      HalfClose.output(channel, channel);
    }
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
    cancel();
  }

  @Override
  public Record.Wire wire() {
    return new Record.Wire(received, sent, 0, 0);
  }

  @Override
  public Optional<InetSocketAddress> remote() {
    return channel != null && channel.remoteAddress() instanceof InetSocketAddress address
        ? Optional.of(address)
        : Optional.empty();
  }

  @Override
  public Optional<InetSocketAddress> local() {
    return channel != null && channel.localAddress() instanceof InetSocketAddress address
        ? Optional.of(address)
        : Optional.empty();
  }

  @Override
  public Optional<Peer> peer() {
    return peer;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Receiver to = receiver;
    if (to == null) {
      ReferenceCountUtil.release(message);
    } else {
      received += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
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
    if (event instanceof ChannelInputShutdownEvent
        || event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
      end();
    }
  }

  private void end() {
    Receiver to = receiver;
    if (!ended && to != null) {
      ended = true;
      to.received(END);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(new Failure(Failure.Kind.CLOSED, "", true));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Failure failure = Failure.on(cause, true);
    boolean tls = failure.kind() == Failure.Kind.CLOSED;
    fail(new Failure(tls ? Failure.Kind.CLOSED : Failure.Kind.RESET, failure.reason(), true));
    ctx.close();
  }

  private void fail(Failure failure) {
    Receiver to = receiver;
    receiver = null;
    if (to != null) {
      to.failed(failure);
    }
  }
}
