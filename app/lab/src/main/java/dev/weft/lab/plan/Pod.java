package dev.weft.lab.plan;

import dev.weft.lab.topology.DataPlane;
import dev.weft.lab.topology.Program;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A pod on the machine.
///
/// @param id `CLUSTER/NAME`, by which the lab's file and commands call it
/// @param namespace its network namespace on the machine
/// @param spot the node that it runs on
/// @param address its own
public record Pod(String id, String namespace, Spot spot, String address, Kind kind, Task task) {
  /// What a pod is for.
  public enum Role {
    WORKLOAD,
    GATEWAY,
    CONTROL_PLANE
  }

  /// What Kubernetes and the mesh know of it.
  ///
  /// @param namespace what Kubernetes calls so
  /// @param account its service account
  /// @param proxy whose proxy it has, if it has one
  public record Kind(
      String namespace,
      String account,
      Map<String, String> labels,
      Map<String, String> annotations,
      Role role,
      Optional<DataPlane> proxy) {
    public Kind {
      labels = Map.copyOf(labels);
      annotations = Map.copyOf(annotations);
    }
  }

  /// What it runs.
  ///
  /// @param command of the user's; empty for none
  /// @param program of the lab's
  /// @param ports that it listens on
  public record Task(
      List<String> command,
      Optional<Program> program,
      Map<String, String> environment,
      List<Integer> ports) {
    static final Task NONE = new Task(List.of(), Optional.empty(), Map.of(), List.of());

    public Task {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
      ports = List.copyOf(ports);
    }
  }

  /// Its name in its cluster.
  public String name() {
    return id.substring(id.indexOf('/') + 1);
  }

  /// Its cluster.
  public String cluster() {
    return spot.cluster().name();
  }

  /// Whether a sidecar takes its traffic.
  public boolean injected() {
    return kind.role() == Role.WORKLOAD && kind.proxy().isPresent();
  }
}
