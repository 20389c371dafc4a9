package dev.weft.net.codec;

import dev.weft.graph.exchange.Tally;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;

/// Counts the bytes of a connection as they pass, within its TLS, and which side ended it.
public final class Traffic<E extends Enum<E>> extends ChannelDuplexHandler {
  private final Tally<E> tally;
  private final E received;
  private final E sent;
  private boolean remoteEnded;
  private boolean closedByUs;

  public Traffic(Tally<E> tally, E received, E sent) {
    this.tally = tally;
    this.received = received;
    this.sent = sent;
  }

  /// Whether it was us who ended the connection.
  public boolean closedByUs() {
    return closedByUs && !remoteEnded;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      tally.add(received, bytes.readableBytes());
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes && bytes.isReadable()) {
      tally.add(sent, bytes.readableBytes());
    }
    ctx.write(message, promise);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      remoteEnded |= !closedByUs;
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    closedByUs = true;
    ctx.close(promise);
  }
}
