package dev.weft.api.meshconfig.networks;

import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Spec;
import java.util.Map;

/// The networks of the mesh and the gateways between them (Istio, "MeshNetworks").
public record MeshNetworks(Map<String, Network> networks) implements Spec {
  public MeshNetworks {
    networks = Ordered.copyOf(networks);
  }
}
