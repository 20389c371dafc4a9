package dev.weft.net.peek;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Tells HTTP/1 and HTTP/2 from anything else by the first line (RFC 9112, section 3; RFC 9113,
/// section 3.4), without consuming it.
enum HttpPreface {
  HTTP1,
  HTTP2,
  /// Neither.
  OTHER,
  /// Could still become one of them.
  INCOMPLETE;

  /// A request line that has not ended within this many bytes is taken for HTTP/1 no longer.
  static final int LIMIT_BYTES = 64 * 1024;

  private static final int LONGEST_METHOD = 32;
  private static final byte[] H2 =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VERSION = " HTTP/1.".getBytes(StandardCharsets.US_ASCII);

  /// Looks at the readable bytes of `in` and leaves its indices alone.
  static HttpPreface read(ByteBuf in) {
    int start = in.readerIndex();
    int available = in.readableBytes();
    if (available == 0) {
      return INCOMPLETE;
    }
    int same = 0;
    while (same < H2.length && same < available && in.getByte(start + same) == H2[same]) {
      same++;
    }
    if (same == H2.length) {
      return HTTP2;
    }
    if (same == available) {
      return INCOMPLETE;
    }
    return requestLine(in, start, available);
  }

  private static HttpPreface requestLine(ByteBuf in, int start, int available) {
    int at = 0;
    // Empty lines before a request line are ignored (RFC 9112, section 2.2).
    while (at < available && at < 8 && isLineEnd(in.getByte(start + at))) {
      at++;
    }
    int method = at;
    while (at < available && isToken(in.getByte(start + at))) {
      if (at - method >= LONGEST_METHOD) {
        return OTHER;
      }
      at++;
    }
    if (at == available) {
      return INCOMPLETE;
    }
    if (at == method || in.getByte(start + at) != ' ') {
      return OTHER;
    }
    int end = in.indexOf(start + at, start + available, (byte) '\n');
    if (end < 0) {
      return available > LIMIT_BYTES ? OTHER : unended(in, start + at, start + available);
    }
    int last = in.getByte(end - 1) == '\r' ? end - 1 : end;
    int version = last - VERSION.length - 1;
    if (version < start + at) {
      return OTHER;
    }
    for (int i = 0; i < VERSION.length; i++) {
      if (in.getByte(version + i) != VERSION[i]) {
        return OTHER;
      }
    }
    return HTTP1;
  }

  /// A binary protocol may begin with a word and a blank: control characters settle it early.
  private static HttpPreface unended(ByteBuf in, int from, int to) {
    for (int i = from; i < to; i++) {
      byte c = in.getByte(i);
      if (c >= 0 && c < ' ' && c != '\r') {
        return OTHER;
      }
    }
    return INCOMPLETE;
  }

  private static boolean isLineEnd(byte c) {
    return c == '\r' || c == '\n';
  }

  /// Methods are tokens; every registered one is upper-case letters, digits and dashes.
  private static boolean isToken(byte c) {
    return c >= 'A' && c <= 'Z' || c == '-' || c == '_' || c >= '0' && c <= '9';
  }
}
