package dev.weft.world.registry;

import dev.weft.model.Labels;
import dev.weft.model.ResourceKey;
import java.util.Map;

/// What runs: a pod, a `WorkloadEntry`, an inline endpoint of a `ServiceEntry`, or an instance that
/// `weft up` runs.
///
/// @param name what owns it, as metrics name it: the Deployment of a pod, the `Workload` of an
///   instance
/// @param address IP address, DNS name, or `unix://` path; empty when reachable only through its
///   network's gateway
/// @param machine the machine it runs on; empty when nobody says
/// @param ports numbers of the workload's ports by name
/// @param weight share of the load relative to the others; 1 is usual
/// @param mutualTls whether a proxy in front of it accepts mutual TLS (`security.istio.io/tlsMode:
///   istio`)
public record Workload(
    WorkloadKey key,
    String name,
    String address,
    Labels labels,
    String serviceAccount,
    Placement placement,
    String machine,
    Map<String, Integer> ports,
    int weight,
    Health health,
    boolean mutualTls,
    ResourceKey resource) {
  public Workload {
    ports = Map.copyOf(ports);
  }

  public String namespace() {
    return key.namespace();
  }

  /// The same workload by another of its addresses, such as that of the other family.
  Workload at(String other) {
    if (address.equals(other)) {
      return this;
    }
    return new Workload(
        key,
        name,
        other,
        labels,
        serviceAccount,
        placement,
        machine,
        ports,
        weight,
        health,
        mutualTls,
        resource);
  }

  /// The same workload with another health.
  Workload with(Health other) {
    return new Workload(
        key,
        name,
        address,
        labels,
        serviceAccount,
        placement,
        machine,
        ports,
        weight,
        other,
        mutualTls,
        resource);
  }

  /// Istio's canonical service name: a label, or the owner's name.
  public String canonicalName() {
    return firstLabel(name, "service.istio.io/canonical-name", "app.kubernetes.io/name", "app");
  }

  /// Istio's canonical revision: a label, or `latest`.
  public String canonicalRevision() {
    return firstLabel(
        "latest", "service.istio.io/canonical-revision", "app.kubernetes.io/version", "version");
  }

  private String firstLabel(String otherwise, String... keys) {
    for (String label : keys) {
      if (labels.has(label)) {
        return labels.value(label);
      }
    }
    return otherwise;
  }
}
