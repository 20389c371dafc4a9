package dev.weft.compiler.plan;

import dev.weft.model.Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One listener (Envoy `config.listener.v3.Listener`).
///
/// @param name Istio's name, such as `0.0.0.0_9080`, `virtualInbound` or `127.66.1.1_9080`
/// @param inspectionTimeout how long to wait for the first bytes; zero waits for ever
/// @param fallback the chain for what no other chain matches; without it such a connection is
///   closed
/// @param also further addresses that it listens on
/// @param spared where inspectors do not read
public record ListenerPlan(
    String name,
    Address address,
    List<Address> also,
    Binding binding,
    Direction direction,
    Set<Inspector> inspectors,
    Duration inspectionTimeout,
    List<ChainPlan> chains,
    Optional<ChainPlan> fallback,
    List<Spared> spared) {
  public ListenerPlan {
    also = List.copyOf(also);
    inspectors = Set.copyOf(inspectors);
    chains = List.copyOf(chains);
    spared = List.copyOf(spared);
  }

  /// A listener whose inspectors read the first bytes on every port.
  public ListenerPlan(
      String name,
      Address address,
      Binding binding,
      Direction direction,
      Set<Inspector> inspectors,
      Duration inspectionTimeout,
      List<ChainPlan> chains,
      Optional<ChainPlan> fallback) {
    this(
        name,
        address,
        List.of(),
        binding,
        direction,
        inspectors,
        inspectionTimeout,
        chains,
        fallback,
        List.of());
  }

  /// The same, listening on these addresses too.
  public ListenerPlan also(List<Address> more) {
    return new ListenerPlan(
        name,
        address,
        more,
        binding,
        direction,
        inspectors,
        inspectionTimeout,
        chains,
        fallback,
        spared);
  }

  /// Original destination ports that an inspector leaves alone.
  ///
  /// @param from the first
  /// @param to one more than the last
  public record Spared(Inspector inspector, int from, int to) {}

  /// How connections reach the listener.
  public enum Binding {
    /// It has a socket of its own.
    SOCKET,
    /// It has a socket, and hands each connection to the listener of its original destination
    /// (`use_original_dst`).
    DISPATCHING_SOCKET,
    /// It has no socket; a dispatching listener hands connections to it (`bind_to_port: false`).
    HANDED_OVER
  }

  /// Which way the traffic goes, seen from the workload beside the proxy.
  public enum Direction {
    INBOUND,
    OUTBOUND,
    GATEWAY
  }

  /// What is read from a connection before a chain is chosen.
  public enum Inspector {
    ORIGINAL_DESTINATION,
    PROXY_PROTOCOL,
    TLS,
    HTTP
  }
}
