package dev.weft.net.codec;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;

/// Copies header fields between HTTP/1's and HTTP/2's shape: pseudo-headers apart, names in lower
/// case, nothing that speaks of a connection (RFC 9113, section 8.2.2).
final class StreamHeaders {
  private StreamHeaders() {}

  /// The regular fields of a received block, checked so that none could break out of an HTTP/1
  /// message; crumbs of one cookie are joined (RFC 9113, section 8.2.3).
  ///
  /// @throws IllegalArgumentException when a field is not allowed in HTTP
  static HttpHeaders received(Http2Headers block) {
    HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    StringBuilder cookie = null;
    for (Map.Entry<CharSequence, CharSequence> field : block) {
      CharSequence name = field.getKey();
      if (name.length() > 0 && name.charAt(0) == ':') {
        continue;
      }
      if (HttpHeaderNames.COOKIE.contentEquals(name)) {
        if (cookie == null) {
          cookie = new StringBuilder(field.getValue());
        } else {
          cookie.append("; ").append(field.getValue());
        }
      } else {
        headers.add(name, field.getValue());
      }
    }
    if (cookie != null) {
      headers.add(HttpHeaderNames.COOKIE, cookie.toString());
    }
    return headers;
  }

  /// Appends the fields of an HTTP/1 message to a block that is to be sent.
  static Http2Headers send(HttpHeaders from, Http2Headers block) {
    for (Iterator<Map.Entry<CharSequence, CharSequence>> all = from.iteratorCharSequence();
        all.hasNext(); ) {
      Map.Entry<CharSequence, CharSequence> field = all.next();
      AsciiString name = AsciiString.of(field.getKey()).toLowerCase();
      if (!connectionSpecific(name, field.getValue())) {
        block.add(name, field.getValue());
      }
    }
    return block;
  }

  static Http2Headers block(int sizeHint) {
    return new DefaultHttp2Headers(false, sizeHint);
  }

  private static boolean connectionSpecific(AsciiString name, CharSequence value) {
    return switch (name.length()) {
      case 2 ->
          name.contentEquals(HttpHeaderNames.TE)
              && !AsciiString.contentEqualsIgnoreCase(value, HttpHeaderValues.TRAILERS);
      case 4 -> name.contentEquals(HttpHeaderNames.HOST);
      case 7 -> name.contentEquals(HttpHeaderNames.UPGRADE);
      case 10 -> name.contentEquals(HttpHeaderNames.CONNECTION) || name.contentEquals("keep-alive");
      case 14 -> name.contentEquals("http2-settings");
      case 16 -> name.contentEquals("proxy-connection");
      case 17 -> name.contentEquals(HttpHeaderNames.TRANSFER_ENCODING);
      default -> false;
    };
  }
}
