package dev.weft.world.registry;

import dev.weft.model.Host;
import dev.weft.model.Labels;
import dev.weft.model.ResourceKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Something that clients address by a host name: a Kubernetes Service, or one host of a
/// ServiceEntry.
///
/// @param name the resource's name
/// @param addresses virtual IP addresses and, for entries, CIDR ranges; empty for headless ones
/// @param selector labels of the workloads that serve it; empty for none
/// @param externalName the name that this one stands for, with [Resolution#ALIAS]
/// @param subjectAltNames names that its endpoints' certificates may carry, besides the identities
///   of known workloads
/// @param resource the resource it was derived from
public record Service(
    Host host,
    String name,
    String namespace,
    List<ServicePort> ports,
    List<String> addresses,
    Resolution resolution,
    Location location,
    Visibility visibility,
    Labels selector,
    Labels labels,
    Optional<Instant> created,
    Optional<Host> externalName,
    List<String> subjectAltNames,
    ResourceKey resource) {
  public Service {
    ports = List.copyOf(ports);
    addresses = List.copyOf(addresses);
    subjectAltNames = List.copyOf(subjectAltNames);
  }

  public Optional<ServicePort> port(int number) {
    for (ServicePort port : ports) {
      if (port.number() == number) {
        return Optional.of(port);
      }
    }
    return Optional.empty();
  }

  public boolean isExternal() {
    return location == Location.MESH_EXTERNAL;
  }

  public boolean isKubernetes() {
    return resource.kind().equals("Service");
  }

  /// A Kubernetes Service without a virtual address.
  public boolean isHeadless() {
    return isKubernetes() && resolution == Resolution.PASSTHROUGH;
  }
}
