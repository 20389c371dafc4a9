package dev.weft.graph.listener;

import dev.weft.model.Address;
import java.util.Optional;
import java.util.Set;

/// How the sockets of a listener are opened, and what its connections lend to those upstream.
///
/// @param transparent whether connections to any address may arrive here, their destination kept
///   (Linux TPROXY); needs the capability NET_ADMIN
/// @param dualStack those IPv6 wildcard addresses that take IPv4 too
/// @param originalSource whether upstream connections come from the client's own address
public record Sockets(
    boolean transparent, Set<Address> dualStack, Optional<OriginalSource> originalSource) {
  /// Ordinary sockets.
  public static final Sockets PLAIN = new Sockets(false, Set.of(), Optional.empty());

  public Sockets {
    dualStack = Set.copyOf(dualStack);
  }

  /// Upstream connections are bound to the client's IP address.
  ///
  /// @param mark of their packets, by which the way back is found; 0 for none
  public record OriginalSource(int mark) {}
}
