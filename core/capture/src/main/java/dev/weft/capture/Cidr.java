package dev.weft.capture;

import java.net.InetAddress;
import java.util.Optional;

/// A range of addresses, such as `10.0.0.0/8` or `fd00::/64`. What it is written with is kept.
///
/// @param address an address literal of the range
/// @param length how many leading bits the range shares
public record Cidr(String address, int length) {
  /// @throws IllegalArgumentException for no address literal or an impossible length
  public Cidr {
    if (literal(address).isEmpty()) {
      throw new IllegalArgumentException("'" + address + "' is not an IP address");
    }
    if (length < 0 || length > Family.of(address).bits()) {
      throw new IllegalArgumentException(
          length + " is not a length from 0 to " + Family.of(address).bits());
    }
  }

  /// Reads `address/length`; an address alone is the range of it only. Empty when it is neither.
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (literal(address).isEmpty()) {
      return Optional.empty();
    }
    int bits = Family.of(address).bits();
    if (slash < 0) {
      return Optional.of(new Cidr(address, bits));
    }
    String length = text.substring(slash + 1);
    if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > bits) {
      return Optional.empty();
    }
    return Optional.of(new Cidr(address, Integer.parseInt(length)));
  }

  /// The bytes of an address literal; never asks a resolver.
  public static Optional<InetAddress> literal(String text) {
    if (!text.matches("[0-9A-Fa-f:.]+") || (text.indexOf(':') < 0 && !dotted(text))) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static boolean dotted(String text) {
    return text.chars().filter(c -> c == '.').count() == 3;
  }

  public Family family() {
    return Family.of(address);
  }

  /// Whether it is within the loopback range of its family.
  public boolean loopback() {
    return literal(address).map(InetAddress::isLoopbackAddress).orElse(false);
  }

  /// Whether an address lies in it; false for one of the other family.
  public boolean contains(String other) {
    byte[] mine = literal(address).map(InetAddress::getAddress).orElseThrow();
    byte[] theirs = literal(other).map(InetAddress::getAddress).orElse(new byte[0]);
    if (mine.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < length; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /// Whether the two share an address.
  public boolean overlaps(Cidr other) {
    return length <= other.length ? contains(other.address) : other.contains(address);
  }

  @Override
  public String toString() {
    return address + "/" + length;
  }
}
