package dev.weft.lab.topology;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A range of IPv4 addresses, as in `10.10.0.0/16`; bits after the prefix are dropped.
///
/// @param first the lowest address as a number
/// @param length of the prefix, 0 to 32
public record Range(long first, int length) {
  private static final Pattern WRITTEN =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

  public Range {
    if (length < 0 || length > 32) {
      throw new IllegalArgumentException("no prefix has the length " + length);
    }
    first &= mask(length);
  }

  /// The range that a text stands for, if it stands for one.
  public static Optional<Range> parse(String text) {
    Matcher parts = WRITTEN.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long address = 0;
    for (int i = 1; i <= 4; i++) {
      int octet = Integer.parseInt(parts.group(i));
      if (octet > 255) {
        return Optional.empty();
      }
      address = address << 8 | octet;
    }
    int length = Integer.parseInt(parts.group(5));
    return length > 32 ? Optional.empty() : Optional.of(new Range(address, length));
  }

  /// A range that the program itself wrote.
  public static Range of(String text) {
    return parse(text)
        .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not a range"));
  }

  /// How many addresses it has.
  public long size() {
    return 1L << (32 - length);
  }

  /// The n-th address, counted from 0.
  public String address(long n) {
    if (n < 0 || n >= size()) {
      throw new IllegalArgumentException(this + " has no address " + n);
    }
    return text(first + n);
  }

  /// The n-th part of this range with a longer prefix, counted from 0.
  public Range part(int n, int longer) {
    long size = 1L << (32 - longer);
    if (longer < length || n < 0 || n >= size() / size) {
      throw new IllegalArgumentException(this + " has no part " + n + " of /" + longer);
    }
    return new Range(first + n * size, longer);
  }

  /// The range with a shorter prefix that this one is part of.
  public Range containing(int shorter) {
    if (shorter > length) {
      throw new IllegalArgumentException("/" + shorter + " is not larger than " + this);
    }
    return new Range(first, shorter);
  }

  /// Whether the two share an address.
  public boolean overlaps(Range other) {
    long common = mask(Math.min(length, other.length));
    return (first & common) == (other.first & common);
  }

  /// Whether this range has all addresses of the other.
  public boolean contains(Range other) {
    return other.length >= length && overlaps(other);
  }

  private static long mask(int length) {
    return 0xFFFFFFFFL << (32 - length) & 0xFFFFFFFFL;
  }

  private static String text(long address) {
    return (address >> 24 & 255)
        + "."
        + (address >> 16 & 255)
        + "."
        + (address >> 8 & 255)
        + "."
        + (address & 255);
  }

  @Override
  public String toString() {
    return text(first) + "/" + length;
  }
}
