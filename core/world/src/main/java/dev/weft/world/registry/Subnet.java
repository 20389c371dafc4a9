package dev.weft.world.registry;

import java.net.InetAddress;
import java.util.Optional;

/// A range of IP addresses that share their first bits.
record Subnet(byte[] start, int bits) {
  /// Reads `10.0.0.0/8` or `fd00::/8`; absent when it is none.
  static Optional<Subnet> parse(String written) {
    int slash = written.indexOf('/');
    String length = slash < 0 ? "" : written.substring(slash + 1);
    boolean number =
        !length.isEmpty()
            && length.length() < 4
            && length.chars().allMatch(c -> c >= '0' && c <= '9');
    return number
        ? bytes(written.substring(0, slash))
            .filter(start -> Integer.parseInt(length) <= start.length * 8)
            .map(start -> new Subnet(start, Integer.parseInt(length)))
        : Optional.empty();
  }

  boolean holds(String address) {
    return bytes(address).map(this::holds).orElse(false);
  }

  private boolean holds(byte[] address) {
    if (address.length != start.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> i % 8;
      if ((address[i / 8] & mask) != (start[i / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /// A literal alone: names are never looked up.
  private static Optional<byte[]> bytes(String address) {
    boolean literal =
        !address.isEmpty()
            && (address.indexOf(':') >= 0
                ? address.chars().allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0)
                : address.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))
                    && address.chars().filter(c -> c == '.').count() == 3);
    if (!literal) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(address).getAddress());
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}
