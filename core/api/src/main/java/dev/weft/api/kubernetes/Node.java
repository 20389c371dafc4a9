package dev.weft.api.kubernetes;

import dev.weft.api.schema.Required;
import dev.weft.api.schema.Spec;
import java.util.List;
import java.util.Optional;

/// A machine that pods run on; its labels say where it stands (Kubernetes, core/v1 Node).
public record Node(Optional<Status> status) implements Spec {
  /// What is known of the machine.
  public record Status(List<NodeAddress> addresses) {
    public Status {
      addresses = List.copyOf(addresses);
    }
  }

  /// One way to reach it; the type is `InternalIP`, `ExternalIP`, `Hostname` and the like.
  public record NodeAddress(@Required String type, @Required String address) {}
}
