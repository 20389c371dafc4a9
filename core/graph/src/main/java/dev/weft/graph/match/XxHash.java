package dev.weft.graph.match;

import java.nio.charset.StandardCharsets;

/// XXH64, the hash that Envoy balances by, so that both send a key to the same endpoint.
public final class XxHash {
  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P3 = 0x165667B19E3779F9L;
  private static final long P4 = 0x85EBCA77C2B2AE63L;
  private static final long P5 = 0x27D4EB2F165667C5L;

  private XxHash() {}

  /// Of the UTF-8 bytes.
  public static long of(String text) {
    return of(text, 0);
  }

  public static long of(String text, long seed) {
    return of(text.getBytes(StandardCharsets.UTF_8), seed);
  }

  public static long of(byte[] data, long seed) {
    int at = 0;
    int end = data.length;
    long hash;
    if (end >= 32) {
      long v1 = seed + P1 + P2;
      long v2 = seed + P2;
      long v3 = seed;
      long v4 = seed - P1;
      for (; at <= end - 32; at += 32) {
        v1 = round(v1, longAt(data, at));
        v2 = round(v2, longAt(data, at + 8));
        v3 = round(v3, longAt(data, at + 16));
        v4 = round(v4, longAt(data, at + 24));
      }
      hash =
          Long.rotateLeft(v1, 1)
              + Long.rotateLeft(v2, 7)
              + Long.rotateLeft(v3, 12)
              + Long.rotateLeft(v4, 18);
      hash = merge(merge(merge(merge(hash, v1), v2), v3), v4);
    } else {
      hash = seed + P5;
    }
    hash += end;
    for (; at <= end - 8; at += 8) {
      hash = Long.rotateLeft(hash ^ round(0, longAt(data, at)), 27) * P1 + P4;
    }
    if (at <= end - 4) {
      hash = Long.rotateLeft(hash ^ intAt(data, at) * P1, 23) * P2 + P3;
      at += 4;
    }
    for (; at < end; at++) {
      hash = Long.rotateLeft(hash ^ (data[at] & 0xFF) * P5, 11) * P1;
    }
    hash = (hash ^ hash >>> 33) * P2;
    hash = (hash ^ hash >>> 29) * P3;
    return hash ^ hash >>> 32;
  }

  private static long round(long sum, long input) {
    return Long.rotateLeft(sum + input * P2, 31) * P1;
  }

  private static long merge(long hash, long value) {
    return (hash ^ round(0, value)) * P1 + P4;
  }

  private static long intAt(byte[] data, int at) {
    return (data[at] & 0xFFL)
        | (data[at + 1] & 0xFFL) << 8
        | (data[at + 2] & 0xFFL) << 16
        | (data[at + 3] & 0xFFL) << 24;
  }

  private static long longAt(byte[] data, int at) {
    return intAt(data, at) | intAt(data, at + 4) << 32;
  }
}
