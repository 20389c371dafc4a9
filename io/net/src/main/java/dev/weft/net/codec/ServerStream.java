package dev.weft.net.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/// One HTTP/2 stream from a client, spoken as `HttpObject`s.
///
/// An extended CONNECT (RFC 8441) reads as an HTTP/1 `Upgrade` request, and the 101 that answers it
/// is sent as 200, so that upgrades cross versions.
public final class ServerStream extends ChannelDuplexHandler {
  private final Meter meter = new Meter();
  private boolean started;
  private boolean extendedConnect;
  private boolean sent;

  /// What this stream's bytes are counted by.
  public Meter meter() {
    return meter;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof Http2HeadersFrame head) {
      meter.headReceived(head.headers());
    } else if (message instanceof Http2DataFrame data) {
      meter.frameReceived(data.content().readableBytes() + data.padding());
    }
    switch (message) {
      case Http2HeadersFrame frame when !started -> {
        started = true;
        Object request = request(frame);
        if (request == null) {
          ctx.fireExceptionCaught(new IllegalArgumentException("the head is malformed"));
          ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.PROTOCOL_ERROR));
          ctx.close();
        } else {
          ctx.fireChannelRead(request);
        }
      }
      case Http2HeadersFrame trailers ->
          ctx.fireChannelRead(
              new DefaultLastHttpContent(
                  Unpooled.EMPTY_BUFFER, StreamHeaders.received(trailers.headers())));
      case Http2DataFrame data ->
          ctx.fireChannelRead(
              data.isEndStream()
                  ? new DefaultLastHttpContent(data.content(), EmptyHttpHeaders.INSTANCE)
                  : new DefaultHttpContent(data.content()));
      default -> ReferenceCountUtil.release(message);
    }
  }

  private @Nullable Object request(Http2HeadersFrame frame) {
    Http2Headers block = frame.headers();
    CharSequence method = block.method();
    CharSequence path = block.path();
    if (method == null || path == null && !HttpMethod.CONNECT.asciiName().contentEquals(method)) {
      return null;
    }
    HttpHeaders headers;
    try {
      headers = StreamHeaders.received(block);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
    CharSequence authority = block.authority();
    if (authority != null) {
      headers.set(HttpHeaderNames.HOST, authority);
    }
    CharSequence protocol = block.get(Http2Headers.PseudoHeaderName.PROTOCOL.value());
    HttpMethod verb = HttpMethod.valueOf(method.toString());
    if (protocol != null && path != null) {
      extendedConnect = true;
      verb = HttpMethod.GET;
      headers.set(HttpHeaderNames.UPGRADE, protocol);
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    }
    String target = path != null ? path.toString() : authority != null ? authority.toString() : "";
    if (frame.isEndStream()) {
      return new DefaultFullHttpRequest(
          HttpVersion.HTTP_1_1,
          verb,
          target,
          Unpooled.EMPTY_BUFFER,
          headers,
          EmptyHttpHeaders.INSTANCE);
    }
    if (!extendedConnect
        && !HttpMethod.CONNECT.equals(verb)
        && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, verb, target, headers);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (sent) {
      ReferenceCountUtil.release(message);
      promise.tryFailure(new IllegalStateException("written after the end of the stream"));
      return;
    }
    switch (message) {
      case HttpResponse response -> {
        boolean last = message instanceof LastHttpContent;
        int status = response.status().code();
        Http2Headers block = StreamHeaders.block(response.headers().size() + 1);
        block.status(status == 101 && extendedConnect ? "200" : response.status().codeAsText());
        StreamHeaders.send(response.headers(), block);
        boolean informational = status < 200 && status != 101;
        ByteBuf content = last ? ((HttpContent) message).content() : Unpooled.EMPTY_BUFFER;
        HttpHeaders trailers =
            message instanceof LastHttpContent end
                ? end.trailingHeaders()
                : EmptyHttpHeaders.INSTANCE;
        boolean ends = last && !informational && !content.isReadable() && trailers.isEmpty();
        sent = ends;
        if (!last || ends || informational) {
          ctx.write(meter.head(block, ends), promise);
          ReferenceCountUtil.release(message);
        } else {
          ctx.write(meter.head(block, false));
          end(ctx, content, trailers, promise);
        }
      }
      case LastHttpContent end -> end(ctx, end.content(), end.trailingHeaders(), promise);
      case HttpContent content -> ctx.write(meter.data(content.content(), false), promise);
      default -> ctx.write(message, promise);
    }
  }

  private void end(
      ChannelHandlerContext ctx, ByteBuf content, HttpHeaders trailers, ChannelPromise promise) {
    sent = true;
    if (trailers.isEmpty()) {
      ctx.write(meter.data(content, true), promise);
      return;
    }
    if (content.isReadable()) {
      ctx.write(meter.data(content, false));
    } else {
      content.release();
    }
    Http2Headers block = StreamHeaders.send(trailers, StreamHeaders.block(trailers.size()));
    ctx.write(meter.head(block, true), promise);
  }
}
