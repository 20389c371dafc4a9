package dev.weft.net.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.List;

/// Reads HTTP/1 responses; knows the request's method, because it decides whether a body follows
/// (RFC 9112, section 6.3).
public final class ResponseDecoder extends HttpResponseDecoder {
  private static final HttpDecoderConfig CONFIG =
      new HttpDecoderConfig()
          .setMaxInitialLineLength(Limits.FIRST_LINE_BYTES)
          .setMaxHeaderSize(Limits.HEADER_BYTES)
          .setMaxChunkSize(Limits.PIECE_BYTES)
          .setInitialBufferSize(256);

  private final Meter meter;
  private HttpMethod method = HttpMethod.GET;
  private boolean raw;

  public ResponseDecoder(Meter meter) {
    super(CONFIG);
    this.meter = meter;
  }

  /// The method of the request that the next response answers.
  public void expecting(HttpMethod requested) {
    method = requested;
  }

  /// From here on bytes are handed on as they are: the connection was upgraded.
  public void raw() {
    raw = true;
  }

  /// Whether nothing is left over that no request has asked for.
  public boolean drained() {
    return actualReadableBytes() == 0;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (!raw) {
      int before = in.readerIndex();
      int first = out.size();
      super.decode(ctx, in, out);
      meter.decoded(in.readerIndex() - before, out, first);
    } else if (in.isReadable()) {
      meter.received(in.readableBytes());
      out.add(in.readRetainedSlice(in.readableBytes()));
    }
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    return HttpMethod.HEAD.equals(method)
        || HttpMethod.CONNECT.equals(method)
            && message instanceof HttpResponse response
            && response.status().codeClass() == HttpStatusClass.SUCCESS
        || super.isContentAlwaysEmpty(message);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
  }
}
