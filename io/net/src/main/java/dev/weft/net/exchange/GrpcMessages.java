package dev.weft.net.exchange;

import io.netty.buffer.ByteBuf;

/// Counts the messages in the bytes of a gRPC body as they pass: each has a prefix of a flag and
/// four bytes of length (gRPC over HTTP/2, "Length-Prefixed-Message").
final class GrpcMessages {
  private static final int PREFIX_BYTES = 5;

  private long count;
  private int prefix;
  private long length;

  /// Looks at further bytes, which are left as they are.
  void look(ByteBuf bytes) {
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end) {
      if (prefix == PREFIX_BYTES) {
        long skipped = Math.min(length, end - at);
        length -= skipped;
        at += (int) skipped;
        if (length > 0) {
          return;
        }
        prefix = 0;
      } else {
        if (prefix == 0) {
          count++;
          length = 0;
        } else {
          length = length << 8 | bytes.getUnsignedByte(at);
        }
        prefix++;
        at++;
      }
    }
  }

  /// How many messages have begun.
  long count() {
    return count;
  }
}
