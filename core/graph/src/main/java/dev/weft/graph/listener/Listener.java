package dev.weft.graph.listener;

import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Hint;
import dev.weft.graph.match.Metadata;
import dev.weft.model.Address;
import java.util.List;
import java.util.Optional;

/// Where connections arrive, and the chains they may take.
///
/// @param addresses what to bind; more than one when there are additional addresses
/// @param bindToPort false for a listener that only receives connections handed over by one with
///   `useOriginalDestination`
/// @param useOriginalDestination whether connections go to the listener of their original
///   destination where there is one: see [dev.weft.graph.Graph#handover(Listener, Arrival)]
/// @param statPrefix for statistics, possibly empty
/// @param version changes exactly when the listener's own resource changes; a listener whose
///   version stays need not drain its connections
public record Listener(
    String name,
    List<Address> addresses,
    boolean bindToPort,
    boolean useOriginalDestination,
    Inspection inspection,
    Direction direction,
    String statPrefix,
    Chains chains,
    List<AccessLog> accessLogs,
    Metadata metadata,
    Sockets sockets,
    String version) {
  public Listener {
    addresses = List.copyOf(addresses);
    accessLogs = List.copyOf(accessLogs);
  }

  public enum Direction {
    UNSPECIFIED,
    INBOUND,
    OUTBOUND
  }

  /// The first address.
  public Address address() {
    return addresses.get(0);
  }

  /// The chain for a connection; empty closes it (flag NR).
  public Optional<Chain> chain(Arrival arrival, Hint hint) {
    return chains.find(arrival, hint);
  }
}
