package dev.weft.net.exchange;

import dev.weft.graph.exchange.HeaderEdit;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;

/// Changes to the header fields of a message on its way through.
final class Fields {
  private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
  private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");
  private static final AsciiString HTTP2_SETTINGS = AsciiString.cached("http2-settings");

  private Fields() {}

  static void edit(HttpHeaders headers, List<HeaderEdit> edits) {
    for (int i = 0; i < edits.size(); i++) {
      HeaderEdit edit = edits.get(i);
      switch (edit.action()) {
        case SET -> headers.set(edit.name(), edit.value());
        case APPEND -> headers.add(edit.name(), edit.value());
        case ADD_IF_ABSENT -> {
          if (!headers.contains(edit.name())) {
            headers.set(edit.name(), edit.value());
          }
        }
        case SET_IF_PRESENT -> {
          if (headers.contains(edit.name())) {
            headers.set(edit.name(), edit.value());
          }
        }
        case REMOVE -> headers.remove(edit.name());
      }
    }
  }

  /// Removes what is meant for the next hop only (RFC 9110, section 7.6.1), except
  /// `Transfer-Encoding`, which the codecs go by, and `TE: trailers`, which gRPC needs.
  static void dropHopByHop(HttpHeaders headers) {
    String connection = headers.get(HttpHeaderNames.CONNECTION);
    if (connection != null) {
      for (String all : headers.getAll(HttpHeaderNames.CONNECTION)) {
        dropNamed(headers, all);
      }
      headers.remove(HttpHeaderNames.CONNECTION);
      headers.remove(KEEP_ALIVE);
      headers.remove(PROXY_CONNECTION);
      headers.remove(HTTP2_SETTINGS);
      headers.remove(HttpHeaderNames.UPGRADE);
    } else {
      headers.remove(HttpHeaderNames.UPGRADE);
      headers.remove(KEEP_ALIVE);
      headers.remove(PROXY_CONNECTION);
    }
    String te = headers.get(HttpHeaderNames.TE);
    if (te != null && !te.equalsIgnoreCase("trailers")) {
      if (te.toLowerCase(java.util.Locale.ROOT).contains("trailers")) {
        headers.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
      } else {
        headers.remove(HttpHeaderNames.TE);
      }
    }
  }

  /// A client must not make us drop a field that decisions were made by.
  private static void dropNamed(HttpHeaders headers, String names) {
    int start = 0;
    while (start < names.length()) {
      int comma = names.indexOf(',', start);
      int end = comma < 0 ? names.length() : comma;
      String name = names.substring(start, end).trim();
      boolean kept =
          name.isEmpty()
              || name.equalsIgnoreCase("close")
              || name.equalsIgnoreCase("te")
              || name.equalsIgnoreCase("host")
              || name.equalsIgnoreCase("content-length")
              || name.equalsIgnoreCase("transfer-encoding")
              || name.equalsIgnoreCase("authorization")
              || name.regionMatches(true, 0, "x-forwarded-", 0, 12)
              || name.regionMatches(true, 0, "x-envoy-", 0, 8);
      if (!kept) {
        headers.remove(name);
      }
      start = end + 1;
    }
  }
}
