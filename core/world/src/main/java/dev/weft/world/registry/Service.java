package dev.weft.world.registry;

import dev.weft.model.Host;
import dev.weft.model.Labels;
import dev.weft.model.ResourceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// Something that clients address by a host name: a Kubernetes Service, or one host of a
/// ServiceEntry.
///
/// @param name the resource's name
/// @param addresses virtual IP addresses and, for entries, CIDR ranges; empty for headless ones; of
///   the first cluster that has it
/// @param clusters the clusters that have it as a Kubernetes Service, with its virtual addresses in
///   each; empty for entries
/// @param allocated addresses that only the mesh knows, for entries without any: one of each family
/// @param distribution which endpoints it asks clients to prefer
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
    SequencedMap<String, List<String>> clusters,
    List<String> allocated,
    Distribution distribution,
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
    allocated = List.copyOf(allocated);
    clusters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(clusters));
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

  /// Its virtual addresses as clients in that cluster know them: the cluster's own, else those of
  /// the first cluster that has it.
  public List<String> addresses(String cluster) {
    List<String> own = clusters.getOrDefault(cluster, List.of());
    return own.isEmpty() ? addresses : own;
  }

  /// The same service with these ports.
  public Service withPorts(List<ServicePort> others) {
    return with(others, clusters, allocated, subjectAltNames);
  }

  /// This service as it is when another cluster, or another resource, has it too.
  Service and(Service other, List<ServicePort> united) {
    SequencedMap<String, List<String>> all = new LinkedHashMap<>(clusters);
    other.clusters.forEach(all::putIfAbsent);
    Set<String> names = new LinkedHashSet<>(subjectAltNames);
    names.addAll(other.subjectAltNames);
    return with(united, all, allocated, new ArrayList<>(names));
  }

  /// The same service with addresses of the mesh's own.
  Service withAllocated(List<String> own) {
    return with(ports, clusters, own, subjectAltNames);
  }

  private Service with(
      List<ServicePort> others,
      SequencedMap<String, List<String>> having,
      List<String> own,
      List<String> names) {
    return new Service(
        host,
        name,
        namespace,
        others,
        addresses,
        having,
        own,
        distribution,
        resolution,
        location,
        visibility,
        selector,
        labels,
        created,
        externalName,
        names,
        resource);
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
