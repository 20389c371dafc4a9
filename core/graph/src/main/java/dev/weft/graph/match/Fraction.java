package dev.weft.graph.match;

/// A share of all events, such as 25 of 100.
public record Fraction(long numerator, long denominator) {
  public static final Fraction NONE = new Fraction(0, 100);
  public static final Fraction ALL = new Fraction(100, 100);

  /// Whether an event with this random number is among the share.
  public boolean takes(long random) {
    return numerator >= denominator
        || numerator > 0 && Long.remainderUnsigned(random, denominator) < numerator;
  }
}
