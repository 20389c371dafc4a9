package dev.weft.api.kubernetes;

import dev.weft.api.schema.Spec;
import java.util.List;

/// All endpoints of a service in one object (Kubernetes, core/v1, the older form).
public record Endpoints(List<EndpointSubset> subsets) implements Spec {
  public Endpoints {
    subsets = List.copyOf(subsets);
  }
}
