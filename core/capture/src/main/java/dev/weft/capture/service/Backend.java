package dev.weft.capture.service;

import dev.weft.capture.Family;

/// An address and port that a service's connections go to.
///
/// @param node the name of the node it runs on; empty when unknown
/// @param state whether it takes connections
public record Backend(String address, int port, String node, State state) {
  /// Whether connections go to it.
  public enum State {
    READY,
    /// About to leave but still answering: takes connections only where there is none better.
    LEAVING,
    ABSENT
  }

  /// `address:port`, with brackets where the address has colons.
  public String target() {
    return Family.of(address) == Family.IPV6 ? "[" + address + "]:" + port : address + ":" + port;
  }
}
