package dev.weft.capture.redirect;

/// How an incoming connection gets to the proxy. Outgoing ones are always redirected.
public sealed interface Interception {
  /// By rewriting the destination; the proxy asks the kernel for the original one, and the
  /// application sees the proxy's address as its client.
  record Redirect() implements Interception {}

  /// By a transparent socket; the original destination is the socket's own address, and the
  /// application can see the address of the real client.
  ///
  /// @param mark put on packets that the proxy is to have; Istio's is 1337
  /// @param table the routing table that brings marked packets to loopback; Istio's is 133
  record Transparent(int mark, int table) implements Interception {
    /// Marks packets from the proxy to its own pod, which must pass the inbound side.
    static final int OUTBOUND_MARK = 1338;

    public Transparent {
      if (mark <= 0 || mark == OUTBOUND_MARK || table <= 0) {
        throw new IllegalArgumentException(
            "mark " + mark + " and table " + table + " must be positive, and the mark not 1338");
      }
    }
  }

  Interception REDIRECT = new Redirect();

  /// With Istio's mark and table.
  Interception TRANSPARENT = new Transparent(1337, 133);
}
