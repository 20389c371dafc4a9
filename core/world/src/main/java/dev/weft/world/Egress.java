package dev.weft.world;

import dev.weft.model.Protocol;
import dev.weft.world.registry.Service;
import dev.weft.world.rules.Routing;
import java.util.List;
import java.util.OptionalInt;

/// What a proxy may reach on one port, or on every port that no other listener names (Istio
/// `Sidecar.egress`).
///
/// @param port the only port; absent for all others
/// @param protocol of that port
/// @param bind the address to bind, or a `unix://` path; empty for the usual one
/// @param bound whether it has a socket of its own although traffic is redirected (`captureMode:
///   NONE`)
/// @param virtualServices those bound to the mesh, in order of precedence
public record Egress(
    OptionalInt port,
    Protocol protocol,
    String bind,
    boolean bound,
    List<Service> services,
    List<Routing> virtualServices) {
  public Egress {
    services = List.copyOf(services);
    virtualServices = List.copyOf(virtualServices);
  }
}
