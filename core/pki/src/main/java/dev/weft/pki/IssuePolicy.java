package dev.weft.pki;

import dev.weft.model.Identity;
import java.time.Duration;
import java.time.Instant;

/// How long a workload's certificate may live. Istio's values are the defaults.
///
/// @param usual when the caller does not ask
/// @param longest what a caller gets who asks for more
/// @param backdated how far before the present a certificate begins, for clocks that are behind
public record IssuePolicy(Duration usual, Duration longest, Duration backdated) {
  /// 24 hours, at most 90 days, backdated by two minutes.
  public static final IssuePolicy DEFAULT =
      new IssuePolicy(Duration.ofHours(24), Duration.ofDays(90), Duration.ofMinutes(2));

  public IssuePolicy {
    if (usual.isNegative() || usual.isZero() || usual.compareTo(longest) > 0) {
      throw new IllegalArgumentException("not a life span: " + usual + " of at most " + longest);
    }
  }

  /// What to sign for an authenticated caller. The name is the caller's, whatever the request says.
  ///
  /// @param asked the life asked for; zero or less means the usual one
  public Template template(SigningRequest request, Identity caller, Duration asked, Instant now) {
    boolean silent = asked.isNegative() || asked.isZero();
    Duration life = silent ? usual : asked.compareTo(longest) > 0 ? longest : asked;
    return Template.svid(request.publicKey(), caller, now.minus(backdated), now.plus(life));
  }
}
