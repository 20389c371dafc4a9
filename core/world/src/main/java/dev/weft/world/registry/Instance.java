package dev.weft.world.registry;

import dev.weft.model.Address;
import dev.weft.model.Labels;
import dev.weft.model.Protocol;
import java.util.List;

/// One running copy of a Weft `Workload`, as told by whoever runs it. It enters the world by a
/// `Change` and serves every Service whose selector its labels match.
///
/// @param name unique within the namespace: the workload's name, or with a number behind it
/// @param workload the name of the `Workload` resource
/// @param address what endpoints carry: where its sidecar takes requests
/// @param ready whether it takes requests now; its endpoints are withdrawn while it is not
public record Instance(
    String name,
    String workload,
    String namespace,
    Labels labels,
    String serviceAccount,
    String address,
    List<Port> ports,
    boolean ready) {
  public Instance {
    ports = List.copyOf(ports);
  }

  /// @param number the workload port, which the sidecar listens on
  /// @param app where the application itself listens
  public record Port(String name, int number, Protocol protocol, Address app) {}

  /// The same instance with another readiness.
  public Instance ready(boolean now) {
    return new Instance(name, workload, namespace, labels, serviceAccount, address, ports, now);
  }
}
