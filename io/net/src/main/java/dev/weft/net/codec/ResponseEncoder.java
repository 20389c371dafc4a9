package dev.weft.net.codec;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.List;

/// Writes HTTP/1 responses; knows the request's method, because it decides whether a body follows
/// (RFC 9112, section 6.3).
public final class ResponseEncoder extends HttpResponseEncoder {
  private final Meter meter;
  private HttpMethod method = HttpMethod.GET;

  public ResponseEncoder(Meter meter) {
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

  /// The method of the request that the next response answers.
  public void answering(HttpMethod requested) {
    method = requested;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse response) {
    return HttpMethod.HEAD.equals(method)
        || HttpMethod.CONNECT.equals(method)
            && response.status().codeClass() == HttpStatusClass.SUCCESS
        || super.isContentAlwaysEmpty(response);
  }
}
