package dev.weft.net.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.List;

/// Reads HTTP/1 requests one at a time: what a client pipelines behind the current request stays
/// undecoded (at most what one read of the socket brought) until [#resume].
///
/// A message with both `Content-Length` and `Transfer-Encoding` is malformed: nobody honest sends
/// one, and two readers of it may disagree about where it ends (RFC 9112, section 6.1).
public final class RequestDecoder extends HttpRequestDecoder {
  private enum Mode {
    OPEN,
    HELD,
    RAW
  }

  private static final HttpDecoderConfig CONFIG =
      new HttpDecoderConfig()
          .setMaxInitialLineLength(Limits.FIRST_LINE_BYTES)
          .setMaxHeaderSize(Limits.HEADER_BYTES)
          .setMaxChunkSize(Limits.PIECE_BYTES)
          .setInitialBufferSize(256)
          .setStrictLineParsing(true);

  private final Meter meter;
  private Mode mode = Mode.OPEN;
  private boolean decoding;
  private boolean again;

  public RequestDecoder(Meter meter) {
    super(CONFIG);
    this.meter = meter;
  }

  /// Decodes nothing further until [#resume]; called when a request has been read to its end.
  public void hold() {
    mode = Mode.HELD;
  }

  /// Goes on with the next request.
  public void resume(ChannelHandlerContext ctx) throws Exception {
    if (mode != Mode.HELD) {
      return;
    }
    mode = Mode.OPEN;
    ctx.channel().config().setAutoRead(true);
    wake(ctx);
  }

  /// From here on bytes are handed on as they are: the connection was upgraded.
  public void raw(ChannelHandlerContext ctx) throws Exception {
    mode = Mode.RAW;
    ctx.channel().config().setAutoRead(true);
    wake(ctx);
  }

  private void wake(ChannelHandlerContext ctx) throws Exception {
    if (decoding) {
      again = true;
    } else if (actualReadableBytes() > 0) {
      channelRead(ctx, Unpooled.EMPTY_BUFFER);
      // Nobody else will say that this was all: it was no read of the socket.
      ctx.fireChannelReadComplete();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object input) throws Exception {
    decoding = true;
    try {
      super.channelRead(ctx, input);
      while (again && actualReadableBytes() > 0 && !ctx.isRemoved()) {
        again = false;
        super.channelRead(ctx, Unpooled.EMPTY_BUFFER);
      }
    } finally {
      again = false;
      decoding = false;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    if (mode == Mode.HELD) {
      // The superclass would ask for another read because nothing was decoded.
      discardSomeReadBytes();
      ctx.fireChannelReadComplete();
    } else {
      super.channelReadComplete(ctx);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    switch (mode) {
      case OPEN -> {
        int before = in.readerIndex();
        int first = out.size();
        super.decode(ctx, in, out);
        meter.decoded(in.readerIndex() - before, out, first);
      }
      case HELD -> ctx.channel().config().setAutoRead(false);
      case RAW -> {
        if (in.isReadable()) {
          meter.received(in.readableBytes());
          out.add(in.readRetainedSlice(in.readableBytes()));
        }
      }
    }
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
  }
}
