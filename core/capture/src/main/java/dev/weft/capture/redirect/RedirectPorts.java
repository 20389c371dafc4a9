package dev.weft.capture.redirect;

/// Where the proxy and the agent listen.
///
/// @param outbound what the application sends
/// @param inbound what is sent to the application
/// @param tunnel of HBONE, which the proxy listens on itself and which is never redirected
/// @param dns of the agent
public record RedirectPorts(int outbound, int inbound, int tunnel, int dns) {
  /// Istio's.
  public static final RedirectPorts USUAL = new RedirectPorts(15001, 15006, 15008, 15053);

  public RedirectPorts {
    for (int port : new int[] {outbound, inbound, tunnel, dns}) {
      if (port < 1 || port > 65535) {
        throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
      }
    }
  }
}
