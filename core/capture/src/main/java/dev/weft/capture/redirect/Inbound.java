package dev.weft.capture.redirect;

import java.util.List;

/// Which connections to the pod go through the proxy.
///
/// @param ports those that do
/// @param excluded those that do not; counts only when all ports do
public record Inbound(Choice<Integer> ports, List<Integer> excluded) {
  public static final Inbound NONE = new Inbound(Choice.none(), List.of());

  /// Every port but the ones that the agent and the proxy serve to machines without a certificate.
  public static final Inbound SIDECAR = new Inbound(Choice.all(), List.of(15090, 15021, 15020));

  public Inbound {
    excluded = List.copyOf(excluded);
  }
}
