package dev.weft.net.codec;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequestEncoder;
import java.util.List;

/// Writes HTTP/1 requests and counts their bytes.
public final class RequestEncoder extends HttpRequestEncoder {
  private final Meter meter;

  public RequestEncoder(Meter meter) {
    this.meter = meter;
  }

  @Override
  protected void encode(ChannelHandlerContext ctx, Object message, List<Object> out)
      throws Exception {
    int first = out.size();
    int content = Meter.content(message);
    super.encode(ctx, message, out);
    meter.encoded(message, content, out, first);
  }
}
