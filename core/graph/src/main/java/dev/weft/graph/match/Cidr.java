package dev.weft.graph.match;

import java.net.InetAddress;
import java.util.Optional;

/// A range of IP addresses.
public final class Cidr {
  private final byte[] network;
  private final int bits;

  private Cidr(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /// Empty when the text is no IP literal or the length does not fit it.
  public static Optional<Cidr> of(String literal, int bits) {
    Optional<InetAddress> address = address(literal);
    return address
        .filter(known -> bits >= 0 && bits <= known.getAddress().length * 8)
        .map(known -> new Cidr(masked(known.getAddress(), bits), bits));
  }

  /// An address as it is written by everyone else: IPv6 in lower case with its longest run of zeros
  /// left out (RFC 5952), without zone.
  public static String text(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return address.getHostAddress();
    }
    int from = -1;
    int longest = 1;
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && group(bytes, i + run) == 0) {
        run++;
      }
      if (run > longest) {
        from = i;
        longest = run;
      }
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == from) {
        text.append("::");
        i += longest - 1;
      } else {
        if (i > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(group(bytes, i)));
      }
    }
    return text.toString();
  }

  private static int group(byte[] bytes, int index) {
    return (bytes[2 * index] & 0xff) << 8 | bytes[2 * index + 1] & 0xff;
  }

  /// An IPv4 or IPv6 literal; never looks a name up.
  public static Optional<InetAddress> address(String literal) {
    if (literal.isEmpty() || literal.length() > 64) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(literal));
    } catch (IllegalArgumentException notALiteral) {
      return Optional.empty();
    }
  }

  private static byte[] masked(byte[] address, int bits) {
    byte[] result = address.clone();
    for (int i = 0; i < result.length; i++) {
      int keep = Math.max(0, Math.min(8, bits - i * 8));
      result[i] &= (byte) (0xFF << (8 - keep));
    }
    return result;
  }

  /// The length of the prefix.
  public int bits() {
    return bits;
  }

  public boolean contains(InetAddress address) {
    return contains(address.getAddress());
  }

  /// Whether an address of 4 or 16 bytes is within the range; never one of the other family.
  public boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    int whole = bits >> 3;
    for (int i = 0; i < whole; i++) {
      if (address[i] != network[i]) {
        return false;
      }
    }
    int rest = bits & 7;
    return rest == 0 || (address[whole] & (0xFF << (8 - rest)) & 0xFF) == (network[whole] & 0xFF);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cidr that
        && bits == that.bits
        && java.util.Arrays.equals(network, that.network);
  }

  @Override
  public int hashCode() {
    return java.util.Arrays.hashCode(network) * 31 + bits;
  }

  @Override
  public String toString() {
    try {
      return text(InetAddress.getByAddress(network)) + "/" + bits;
    } catch (java.net.UnknownHostException impossible) {
      throw new IllegalStateException("4 or 16 bytes are an address", impossible);
    }
  }
}
