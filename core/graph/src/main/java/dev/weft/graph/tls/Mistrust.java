package dev.weft.graph.tls;

import java.util.Locale;
import java.util.Optional;

/// Why one side of a TLS connection does not believe the other: one word for scripts and counters,
/// followed by the particulars for a person.
public enum Mistrust {
  /// It was believed when the connection was made, and is not any more.
  TRUST_WITHDRAWN,
  /// No bundle of roots is known for the trust domain that the certificate names.
  NO_BUNDLE,
  /// A root of another trust domain signed it.
  FOREIGN_ROOT,
  /// None of the roots that count vouches for it.
  UNKNOWN_ROOT,
  /// It names somebody else than is expected, or nobody.
  WRONG_NAME,
  /// It is not valid any more.
  EXPIRED,
  /// It is not valid yet.
  NOT_YET_VALID,
  /// It may not be used for this.
  WRONG_USE,
  /// The other side does not believe us.
  REFUSED_BY_PEER;

  /// As it is written in access logs and in the label `reason` of metrics.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The word and the particulars.
  public String text(String particulars) {
    return word() + ": " + particulars;
  }

  /// The reason that a transport failure tells of: the outermost, where one is the reason of
  /// another.
  public static Optional<Mistrust> in(String failure) {
    Optional<Mistrust> first = Optional.empty();
    int earliest = Integer.MAX_VALUE;
    for (Mistrust each : values()) {
      int at = failure.indexOf(each.word() + ": ");
      if (at >= 0 && at < earliest) {
        earliest = at;
        first = Optional.of(each);
      }
    }
    return first;
  }
}
