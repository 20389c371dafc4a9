package dev.weft.lab.check;

import dev.weft.lab.topology.Expectation.Reason;
import java.util.Optional;

/// What one call came to.
///
/// @param reason why it failed; empty when it did not
/// @param status of the answer; 0 when there was none
/// @param pod who answered, `CLUSTER/POD`; empty when nobody did, or it did not say
/// @param peer the identity that the server saw; empty for none
/// @param words what the caller's program said, for a person
/// @param millis how long it took
public record Outcome(
    Optional<Reason> reason, int status, String pod, String peer, String words, long millis) {
  public boolean good() {
    return reason.isEmpty();
  }

  /// The same, failed for want of trust.
  Outcome untrusted(String why) {
    return new Outcome(Optional.of(Reason.UNTRUSTED), status, pod, peer, why, millis);
  }

  /// The cluster of who answered.
  public String cluster() {
    int slash = pod.indexOf('/');
    return slash < 0 ? "" : pod.substring(0, slash);
  }
}
