package dev.weft.compiler.plan;

import dev.weft.model.Address;
import dev.weft.model.Locality;
import java.util.List;

/// The endpoints of one cluster (Envoy `ClusterLoadAssignment`).
public record EndpointsPlan(String cluster, List<Group> groups) {
  public EndpointsPlan {
    groups = List.copyOf(groups);
  }

  /// Endpoints of one locality.
  ///
  /// @param priority zero is used first; the others as it fails
  /// @param weight of the locality among those of its priority; zero leaves it out of the message
  public record Group(Locality locality, int priority, int weight, List<Endpoint> endpoints) {
    public Group {
      endpoints = List.copyOf(endpoints);
    }
  }

  /// @param workload Istio's endpoint metadata,
  ///   `name;namespace;canonical-name;canonical-revision;cluster`
  public record Endpoint(
      Address address, int weight, Health health, TlsMode tlsMode, String workload) {
    /// The same endpoint with another weight.
    public Endpoint weighing(int other) {
      return other == weight ? this : new Endpoint(address, other, health, tlsMode, workload);
    }
  }

  public enum Health {
    HEALTHY,
    UNHEALTHY,
    DRAINING
  }

  /// Whether a sidecar answers with mutual TLS (label `security.istio.io/tlsMode`).
  public enum TlsMode {
    DISABLED,
    ISTIO
  }
}
