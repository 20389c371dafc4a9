package dev.weft.net.peek;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads the server name and the application protocols out of a TLS ClientHello without consuming
/// it (RFC 8446, section 4.1.2; RFC 6066, section 3; RFC 7301, section 3.1).
///
/// @param serverName lower-case; empty when none was sent
/// @param alpn in the client's order
record ClientHello(String serverName, List<String> alpn) {
  /// The largest hello that is waited for; Envoy's bound for its TLS inspector.
  static final int LIMIT_BYTES = 16 * 1024;

  private static final int RECORD_HEADER_BYTES = 5;
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_NAME = 0;
  private static final int ALPN = 16;

  /// What came of reading.
  sealed interface Result {
    record Found(ClientHello hello) implements Result {}

    /// A prefix of a hello so far.
    record Incomplete() implements Result {}

    /// Not TLS, or TLS too broken to read.
    record NotTls() implements Result {}
  }

  private static final Result INCOMPLETE = new Result.Incomplete();
  private static final Result NOT_TLS = new Result.NotTls();

  /// Looks at the readable bytes of `in` and leaves its indices alone.
  static Result read(ByteBuf in) {
    int start = in.readerIndex();
    int available = in.readableBytes();
    if (available == 0) {
      return INCOMPLETE;
    }
    if (in.getUnsignedByte(start) != HANDSHAKE
        || available > 1 && in.getUnsignedByte(start + 1) != 3) {
      return NOT_TLS;
    }
    if (available < RECORD_HEADER_BYTES) {
      return INCOMPLETE;
    }
    int first = in.getUnsignedShort(start + 3);
    if (first == 0 || first > LIMIT_BYTES + 2048) {
      return NOT_TLS;
    }
    if (available >= RECORD_HEADER_BYTES + first && first >= 4) {
      int body = start + RECORD_HEADER_BYTES;
      if (in.getUnsignedByte(body) != CLIENT_HELLO) {
        return NOT_TLS;
      }
      if (in.getUnsignedMedium(body + 1) + 4 <= first) {
        return parse(in, body + 4, in.getUnsignedMedium(body + 1));
      }
    }
    return joined(in);
  }

  /// The slow path: a hello spread over several records.
  private static Result joined(ByteBuf in) {
    ByteBuf whole = in.alloc().heapBuffer(in.readableBytes());
    try {
      int at = in.readerIndex();
      int end = in.writerIndex();
      while (at + RECORD_HEADER_BYTES <= end) {
        if (in.getUnsignedByte(at) != HANDSHAKE) {
          return NOT_TLS;
        }
        int length = in.getUnsignedShort(at + 3);
        int here = Math.min(length, end - at - RECORD_HEADER_BYTES);
        whole.writeBytes(in, at + RECORD_HEADER_BYTES, here);
        at += RECORD_HEADER_BYTES + length;
        if (length == 0) {
          return NOT_TLS;
        }
      }
      if (whole.readableBytes() < 4) {
        return INCOMPLETE;
      }
      if (whole.getUnsignedByte(0) != CLIENT_HELLO) {
        return NOT_TLS;
      }
      int length = whole.getUnsignedMedium(1);
      if (length > LIMIT_BYTES) {
        return NOT_TLS;
      }
      return whole.readableBytes() < 4 + length ? INCOMPLETE : parse(whole, 4, length);
    } finally {
      whole.release();
    }
  }

  private static Result parse(ByteBuf in, int offset, int length) {
    try {
      ByteBuf hello = in.slice(offset, length);
      hello.skipBytes(2 + 32);
      hello.skipBytes(hello.readUnsignedByte());
      hello.skipBytes(hello.readUnsignedShort());
      hello.skipBytes(hello.readUnsignedByte());
      String serverName = "";
      List<String> alpn = List.of();
      if (hello.isReadable()) {
        ByteBuf extensions = hello.readSlice(hello.readUnsignedShort());
        while (extensions.isReadable()) {
          int type = extensions.readUnsignedShort();
          ByteBuf value = extensions.readSlice(extensions.readUnsignedShort());
          if (type == SERVER_NAME) {
            serverName = serverName(value);
          } else if (type == ALPN) {
            alpn = protocols(value);
          }
        }
      }
      return new Result.Found(new ClientHello(serverName, alpn));
    } catch (IndexOutOfBoundsException lengthsDisagree) {
      return NOT_TLS;
    }
  }

  private static String serverName(ByteBuf value) {
    ByteBuf names = value.readSlice(value.readUnsignedShort());
    while (names.isReadable()) {
      int type = names.readUnsignedByte();
      ByteBuf name = names.readSlice(names.readUnsignedShort());
      if (type == 0) {
        return name.toString(StandardCharsets.US_ASCII).toLowerCase(java.util.Locale.ROOT);
      }
    }
    return "";
  }

  private static List<String> protocols(ByteBuf value) {
    ByteBuf list = value.readSlice(value.readUnsignedShort());
    List<String> protocols = new ArrayList<>(4);
    while (list.isReadable()) {
      protocols.add(list.readSlice(list.readUnsignedByte()).toString(StandardCharsets.US_ASCII));
    }
    return List.copyOf(protocols);
  }
}
