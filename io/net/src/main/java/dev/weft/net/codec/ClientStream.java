package dev.weft.net.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/// One HTTP/2 stream to an upstream, spoken as `HttpObject`s.
///
/// An HTTP/1 `Upgrade` request is sent as an extended CONNECT (RFC 8441), and the 200 that answers
/// it reads as 101.
public final class ClientStream extends ChannelDuplexHandler {
  private final Meter meter = new Meter();
  private final String scheme;
  private boolean upgrade;
  private boolean bodiless;
  private boolean answered;
  private @Nullable String protocol;

  /// @param scheme what `:scheme` says: `http` or `https`
  public ClientStream(String scheme) {
    this.scheme = scheme;
  }

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
      case Http2HeadersFrame frame when !answered -> response(ctx, frame);
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

  private void response(ChannelHandlerContext ctx, Http2HeadersFrame frame) {
    HttpHeaders headers;
    HttpResponseStatus status;
    try {
      headers = StreamHeaders.received(frame.headers());
      CharSequence code = frame.headers().status();
      status = HttpResponseStatus.parseLine(code == null ? "" : code);
    } catch (IllegalArgumentException malformed) {
      ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.PROTOCOL_ERROR));
      ctx.close();
      return;
    }
    boolean informational = status.code() < 200;
    answered = !informational;
    if (upgrade && status.code() == 200 && protocol != null) {
      headers.set(HttpHeaderNames.UPGRADE, protocol);
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
      ctx.fireChannelRead(
          new DefaultHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, headers));
      return;
    }
    boolean empty = bodiless || status.code() == 204 || status.code() == 304;
    if (frame.isEndStream() || informational) {
      if (!empty && !informational && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
        headers.set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO);
      }
      ctx.fireChannelRead(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              status,
              Unpooled.EMPTY_BUFFER,
              headers,
              EmptyHttpHeaders.INSTANCE));
      return;
    }
    if (!empty && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    ctx.fireChannelRead(new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, headers));
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    switch (message) {
      case HttpRequest request -> {
        bodiless = HttpMethod.HEAD.equals(request.method());
        boolean last = message instanceof LastHttpContent;
        Http2Headers block = block(request);
        ByteBuf content = last ? ((HttpContent) message).content() : Unpooled.EMPTY_BUFFER;
        HttpHeaders trailers =
            message instanceof LastHttpContent end
                ? end.trailingHeaders()
                : EmptyHttpHeaders.INSTANCE;
        boolean ends = last && !upgrade && !content.isReadable() && trailers.isEmpty();
        if (!last || ends || upgrade) {
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

  private Http2Headers block(HttpRequest request) {
    HttpHeaders headers = request.headers();
    Http2Headers block = StreamHeaders.block(headers.size() + 4);
    protocol = headers.get(HttpHeaderNames.UPGRADE);
    upgrade = protocol != null;
    boolean connect = HttpMethod.CONNECT.equals(request.method());
    block.method(upgrade ? HttpMethod.CONNECT.asciiName() : request.method().asciiName());
    String authority = headers.get(HttpHeaderNames.HOST);
    if (authority != null) {
      block.authority(authority);
    }
    if (!connect) {
      block.scheme(scheme);
      block.path(request.uri());
    }
    if (protocol != null) {
      block.set(Http2Headers.PseudoHeaderName.PROTOCOL.value(), protocol);
    }
    return StreamHeaders.send(headers, block);
  }

  private void end(
      ChannelHandlerContext ctx, ByteBuf content, HttpHeaders trailers, ChannelPromise promise) {
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
