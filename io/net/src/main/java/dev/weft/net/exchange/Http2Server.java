package dev.weft.net.exchange;

import dev.weft.graph.Record;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.net.codec.Meter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/// One HTTP/2 stream of a client: one exchange.
final class Http2Server extends ChannelInboundHandlerAdapter implements Downstream {
  private final Client client;
  private final Channel channel;
  private final Meter meter;
  private @Nullable Exchange exchange;
  private boolean answered;
  private boolean ended;

  Http2Server(Client client, Channel channel, Meter meter) {
    this.client = client;
    this.channel = channel;
    this.meter = meter;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request && exchange == null) {
      Exchange next = new Exchange(client, this, channel, request);
      exchange = next;
      boolean bodiless = message instanceof LastHttpContent;
      if (request.headers().contains("host")) {
        next.begin(bodiless);
      } else {
        next.refuse(400, "missing_host_header");
      }
    } else if (message instanceof HttpContent piece && exchange != null) {
      exchange.requestContent(piece);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.requestPaused();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.clientWritabilityChanged();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Http2ResetFrame) {
      gone(ResponseFlag.DR, "http2.remote_reset");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    gone(ResponseFlag.DC, "downstream_remote_disconnect");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (exchange == null && !answered) {
      exchange = Exchange.unreadable(client, this, channel);
    }
    client.terminal().tally().increment(HttpTerminal.Count.DOWNSTREAM_CX_PROTOCOL_ERROR);
    gone(ResponseFlag.DPE, "http2.violation.of.messaging.rule");
    ctx.close();
  }

  private void gone(ResponseFlag flag, String details) {
    Exchange current = exchange;
    exchange = null;
    if (current != null) {
      current.clientGone(flag, details);
    }
  }

  @Override
  public void write(Object message) {
    channel.write(message);
  }

  @Override
  public void flush() {
    channel.flush();
  }

  @Override
  public boolean writable() {
    return channel.isWritable();
  }

  @Override
  public void reading(boolean on) {
    channel.config().setAutoRead(on);
  }

  @Override
  public void raw() {
    channel.config().setAutoRead(true);
  }

  @Override
  public void writeBytes(ByteBuf bytes) {
    channel.write(new DefaultHttpContent(bytes));
  }

  @Override
  public void endBytes() {
    if (!ended) {
      ended = true;
      channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  @Override
  public void answered(boolean requestRead) {
    exchange = null;
    answered = true;
    channel.flush();
    if (!requestRead) {
      // The response is whole; the client need not go on (RFC 9113, section 8.1).
      channel
          .writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR))
          .addListener(done -> channel.close());
      channel.config().setAutoRead(true);
    }
  }

  @Override
  public void abort() {
    exchange = null;
    if (!answered) {
      channel
          .writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR))
          .addListener(done -> channel.close());
    }
  }

  @Override
  public Record.Wire wire() {
    return meter.wire();
  }

  @Override
  public boolean http2() {
    return true;
  }

  @Override
  public boolean http10() {
    return false;
  }

  @Override
  public boolean closesAfter(boolean requestRead) {
    return false;
  }
}
