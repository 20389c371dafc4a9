package dev.weft.agent.settings;

import dev.weft.model.Identity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Who an agent and its proxy are.
///
/// @param name of the pod or machine
/// @param identity whom the certificate is for
/// @param addresses its own, the first one first
/// @param place where it runs
/// @param described what the control plane matches it by
public record Workload(
    String name, Identity identity, List<String> addresses, Place place, Described described) {
  public Workload {
    addresses = List.copyOf(addresses);
  }

  /// Where a workload runs.
  ///
  /// @param cluster id of its cluster
  /// @param network empty when there is one network only
  /// @param mesh id of its mesh
  /// @param domain such as `shop.svc.cluster.local`
  /// @param locality `region/zone/subzone`, the last parts may be missing; empty when unknown
  public record Place(
      String cluster, String network, String mesh, String domain, String locality) {}

  /// What a control plane matches a workload by.
  ///
  /// @param gateway whether it is a gateway rather than a sidecar
  /// @param interception REDIRECT, TPROXY or NONE
  /// @param metadata further node metadata, by istiod's keys
  public record Described(
      boolean gateway,
      String interception,
      Map<String, String> labels,
      Map<String, String> annotations,
      Map<String, Object> metadata) {
    public Described {
      labels = Map.copyOf(labels);
      annotations = Map.copyOf(annotations);
      metadata = Map.copyOf(metadata);
    }
  }

  /// The id of its xDS node.
  public String nodeId() {
    return (described.gateway() ? "router" : "sidecar")
        + "~"
        + (addresses.isEmpty() ? "" : addresses.getFirst())
        + "~"
        + name
        + "."
        + identity.namespace()
        + "~"
        + place.domain();
  }

  /// The service that its node counts for, `APP.NAMESPACE`.
  public String nodeCluster() {
    Map<String, String> labels = described.labels();
    String app =
        labels.getOrDefault(
            "service.istio.io/canonical-name",
            labels.getOrDefault("app.kubernetes.io/name", labels.getOrDefault("app", name)));
    return app + "." + identity.namespace();
  }

  /// Whether it has an address of IPv6.
  public boolean hasSix() {
    return addresses.stream().anyMatch(own -> own.indexOf(':') >= 0);
  }

  /// Whether it has addresses of IPv6 alone.
  public boolean onlySix() {
    return !addresses.isEmpty() && addresses.stream().allMatch(own -> own.indexOf(':') >= 0);
  }

  /// The metadata of its node, by istiod's keys.
  public Map<String, Object> metadata() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("NAME", name);
    all.put("NAMESPACE", identity.namespace());
    all.put("SERVICE_ACCOUNT", identity.serviceAccount());
    all.put("CLUSTER_ID", place.cluster());
    all.put("MESH_ID", place.mesh());
    if (!place.network().isEmpty()) {
      all.put("NETWORK", place.network());
    }
    all.put("INSTANCE_IPS", String.join(",", addresses));
    all.put("INTERCEPTION_MODE", described.interception());
    all.put("LABELS", sorted(described.labels()));
    all.put("ANNOTATIONS", sorted(described.annotations()));
    new java.util.TreeMap<>(described.metadata()).forEach(all::putIfAbsent);
    all.putIfAbsent(
        "WORKLOAD_NAME", described.labels().getOrDefault("service.istio.io/workload-name", name));
    return all;
  }

  private static Map<String, String> sorted(Map<String, String> map) {
    return new java.util.TreeMap<>(map);
  }

  /// The parts of its locality that are known, as xDS names them.
  public Map<String, String> locality() {
    String[] parts = place.locality().split("/", 3);
    String[] names = {"region", "zone", "sub_zone"};
    Map<String, String> known = new LinkedHashMap<>();
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].isEmpty()) {
        known.put(names[i], parts[i]);
      }
    }
    return known;
  }
}
