package dev.weft.graph.fault;

import dev.weft.graph.exchange.Head;
import dev.weft.graph.match.Fraction;
import dev.weft.graph.match.HeaderMatch;
import java.util.List;

/// What is injected into requests (Envoy, `HTTPFault`).
///
/// @param delayNanos 0 for none
/// @param status of the abort, 0 for none
/// @param grpcStatus of the abort, -1 for none
/// @param cluster only requests for this cluster suffer; empty for all
/// @param headers only requests that match all of these suffer
public record Fault(
    long delayNanos,
    Fraction delayed,
    int status,
    int grpcStatus,
    Fraction aborted,
    String cluster,
    List<HeaderMatch> headers) {
  public static final Fault NONE = new Fault(0, Fraction.NONE, 0, -1, Fraction.NONE, "", List.of());

  public Fault {
    headers = List.copyOf(headers);
  }

  /// Whether requests with this head, bound for this cluster, may suffer at all.
  public boolean concerns(Head head, String boundFor) {
    if (!cluster.isEmpty() && !cluster.equals(boundFor)) {
      return false;
    }
    for (HeaderMatch match : headers) {
      if (!match.matches(head)) {
        return false;
      }
    }
    return true;
  }

  /// Whether there is an abort at all.
  public boolean aborts() {
    return status > 0 || grpcStatus >= 0;
  }
}
