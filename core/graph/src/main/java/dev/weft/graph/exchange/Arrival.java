package dev.weft.graph.exchange;

import java.net.InetSocketAddress;

/// Where a connection came from and where it was going.
///
/// @param local the address that accepted it
/// @param remote the client, as the PROXY protocol names it where that is spoken
/// @param original the destination before interception; equal to `local` when not intercepted
/// @param direct the address that is really connected; differs from `remote` behind a PROXY
///   protocol
public record Arrival(
    InetSocketAddress local,
    InetSocketAddress remote,
    InetSocketAddress original,
    InetSocketAddress direct) {
  public Arrival(InetSocketAddress local, InetSocketAddress remote, InetSocketAddress original) {
    this(local, remote, original, remote);
  }

  /// Whether the connection was going elsewhere before it was intercepted.
  public boolean intercepted() {
    return !original.equals(local);
  }
}
