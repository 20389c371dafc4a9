package dev.weft.graph.tls;

import java.util.Locale;
import java.util.Optional;

/// Why one side of a TLS connection does not believe the other: one word for scripts and counters,
/// followed by the particulars for a person.
public enum Mistrust {
  /// It was believed when the connection was made, and is not any more.
  TRUST_WITHDRAWN("its bundle was taken back while the connection was open"),
  /// No bundle of roots is known for the trust domain that the certificate names.
  NO_BUNDLE("no bundle is known for the trust domain that the certificate names"),
  /// A root of another trust domain signed it.
  FOREIGN_ROOT(
      "a root of another trust domain signed the certificate, which may not speak for this one"),
  /// None of the roots that count vouches for it.
  UNKNOWN_ROOT("no root of its trust domain vouches for the certificate"),
  /// It names somebody else than is expected, or nobody.
  WRONG_NAME("the certificate is somebody else's than is expected"),
  /// It is not valid any more.
  EXPIRED("the certificate is not valid any more by the clock here"),
  /// It is not valid yet.
  NOT_YET_VALID("the certificate is not valid yet by the clock here"),
  /// It may not be used for this.
  WRONG_USE("the certificate is not made for this use"),
  /// The other side does not believe us.
  REFUSED_BY_PEER("the other side does not believe us, and its log says why");

  private final String meaning;

  Mistrust(String meaning) {
    this.meaning = meaning;
  }

  /// What happened, as the rest of a sentence.
  public String meaning() {
    return meaning;
  }

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
