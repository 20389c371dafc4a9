package dev.weft.api.kubernetes;

import dev.weft.api.schema.Required;
import dev.weft.api.schema.Spec;
import java.util.List;
import java.util.Optional;

/// A name and ports for a set of pods (Kubernetes, core/v1 Service).
public record Service(@Required ServiceSpec spec, Optional<LoadBalancer> status) implements Spec {
  /// What was allocated for the service.
  public record LoadBalancer(Optional<Ingress> loadBalancer) {}

  /// The addresses at the edge.
  public record Ingress(List<IngressPoint> ingress) {
    public Ingress {
      ingress = List.copyOf(ingress);
    }
  }

  /// One address or host name at the edge.
  public record IngressPoint(String ip, String hostname) {}
}
