package dev.weft.net.upstream;

import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.listener.Listener;
import dev.weft.graph.listener.Sockets;
import java.net.InetSocketAddress;
import java.util.Optional;

/// The client's address, for upstream connections that keep it.
///
/// @param address whose port is left to the system
/// @param mark of the packets; 0 for none
public record Source(InetSocketAddress address, int mark) {
  /// What connections to upstreams take from the client's; empty for most listeners.
  public static Optional<Source> of(Listener listener, Arrival arrival) {
    Optional<Sockets.OriginalSource> kept = listener.sockets().originalSource();
    return kept.isEmpty() || arrival.remote().getAddress() == null
        ? Optional.empty()
        : Optional.of(
            new Source(new InetSocketAddress(arrival.remote().getAddress(), 0), kept.get().mark()));
  }
}
