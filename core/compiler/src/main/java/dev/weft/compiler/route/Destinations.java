package dev.weft.compiler.route;

import dev.weft.api.virtualservice.Destination;
import dev.weft.api.virtualservice.PortSelector;
import dev.weft.compiler.cluster.ClusterName;
import dev.weft.model.Host;
import dev.weft.world.registry.Service;
import dev.weft.world.rules.Names;
import java.util.Optional;

/// Names the cluster of a destination: its port is the one written, else the only one of the
/// service, else the listener's.
public final class Destinations {
  private Destinations() {}

  /// @param namespace of the resource that names the destination
  public static String cluster(Destination destination, String namespace, RouteContext context) {
    if (destination.host().isEmpty()) {
      return "UnknownService";
    }
    Host written = host(destination, namespace, context);
    Optional<Service> service = context.service(written);
    Host host = service.flatMap(Service::externalName).orElse(written);
    return ClusterName.outbound(
        port(destination, service, context.port()), destination.subset(), host);
  }

  static Host host(Destination destination, String namespace, RouteContext context) {
    return Names.host(destination.host(), namespace, context.view().mesh().domain());
  }

  static int port(Destination destination, Optional<Service> service, int listener) {
    return destination
        .port()
        .map(PortSelector::number)
        .filter(number -> number > 0)
        .orElseGet(() ->
            service
                .filter(found -> found.ports().size() == 1)
                .map(found -> found.ports().getFirst().number())
                .orElse(listener));
  }
}
