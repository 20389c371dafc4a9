package dev.weft.graph.route.edge;

import java.util.random.RandomGenerator;

/// Makes values of `x-request-id`: random UUIDs of version 4.
final class RequestIds {
  private static final byte[] HEX =
      "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

  private RequestIds() {}

  static String random(RandomGenerator random) {
    long high = random.nextLong() & 0xFFFFFFFFFFFF0FFFL | 0x4000L;
    long low = random.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
    byte[] text = new byte[36];
    put(text, 0, 8, high >>> 32);
    text[8] = '-';
    put(text, 9, 4, high >>> 16);
    text[13] = '-';
    put(text, 14, 4, high);
    text[18] = '-';
    put(text, 19, 4, low >>> 48);
    text[23] = '-';
    put(text, 24, 12, low);
    return new String(text, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static void put(byte[] text, int at, int digits, long value) {
    for (int i = digits - 1; i >= 0; i--) {
      text[at + i] = HEX[(int) (value & 15)];
      value >>>= 4;
    }
  }
}
