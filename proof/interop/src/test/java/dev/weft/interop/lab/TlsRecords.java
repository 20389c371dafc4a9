package dev.weft.interop.lab;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The records of a TLS stream as anybody on the way sees them (RFC 8446, sections 4.1.2 and 5.1).
final class TlsRecords {
  private static final int HEADER_BYTES = 5;

  /// The longest record: 2^14 bytes and what encryption adds (RFC 8446, section 5.2).
  private static final int LIMIT_BYTES = (1 << 14) + 2048;

  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_NAME = 0;

  private TlsRecords() {}

  /// What is not TLS about a stream; empty when it is records from its first byte to its last. The
  /// last record may be cut off.
  static Optional<String> flaw(byte[] stream) {
    ByteBuffer bytes = ByteBuffer.wrap(stream);
    int at = 0;
    while (at + HEADER_BYTES <= stream.length) {
      int type = bytes.get(at) & 0xff;
      int major = bytes.get(at + 1) & 0xff;
      int length = bytes.getShort(at + 3) & 0xffff;
      if (type < 20 || type > 23 || major != 3 || length > LIMIT_BYTES) {
        String seen =
            new String(stream, at, Math.min(80, stream.length - at), StandardCharsets.ISO_8859_1);
        return Optional.of("at byte " + at + " is no TLS record: " + seen);
      }
      at += HEADER_BYTES + length;
    }
    return Optional.empty();
  }

  /// The server name in the first message of a client; empty when there is none.
  static Optional<String> serverName(byte[] stream) {
    ByteBuffer bytes = ByteBuffer.wrap(stream);
    if (stream.length < HEADER_BYTES + 38
        || bytes.get(0) != HANDSHAKE
        || bytes.get(HEADER_BYTES) != CLIENT_HELLO) {
      return Optional.empty();
    }
    int at = HEADER_BYTES + 4 + 2 + 32; // message header, version, random
    at += 1 + (bytes.get(at) & 0xff); // session
    at += 2 + (bytes.getShort(at) & 0xffff); // cipher suites
    at += 1 + (bytes.get(at) & 0xff); // compression
    int end = Math.min(stream.length, at + 2 + (bytes.getShort(at) & 0xffff));
    at += 2;
    while (at + 4 <= end) {
      int kind = bytes.getShort(at) & 0xffff;
      int length = bytes.getShort(at + 2) & 0xffff;
      if (kind == SERVER_NAME && at + 4 + length <= stream.length) {
        int name = bytes.getShort(at + 7) & 0xffff; // after the list's length and the name's type
        return Optional.of(new String(stream, at + 9, name, StandardCharsets.US_ASCII));
      }
      at += 4 + length;
    }
    return Optional.empty();
  }
}
