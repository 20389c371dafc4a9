package dev.weft.capture.dns;

import java.util.Locale;

/// What a client asks.
///
/// @param name without a dot at its end, in lower case
public record Question(String name, Type type) {
  /// What sort of record is asked for.
  public enum Type {
    A,
    AAAA,
    SRV,
    PTR,
    CNAME,
    /// Any other.
    OTHER
  }

  public Question {
    String lower = name.toLowerCase(Locale.ROOT);
    name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
