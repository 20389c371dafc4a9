package dev.weft.world;

import dev.weft.model.Checked;
import dev.weft.model.Labels;
import dev.weft.model.Locality;
import dev.weft.world.registry.Placement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A connected proxy as the control plane knows it, read from its xDS node.
///
/// @param id `TYPE~IP~NAME.NAMESPACE~NAMESPACE.svc.DOMAIN`
/// @param addresses the workload's IP addresses, the primary one first
/// @param domain the DNS domain of the cluster, `cluster.local` as a rule
/// @param metadata the node's metadata; values that are not text are kept as JSON text
public record Node(
    Role role,
    String id,
    String namespace,
    String serviceAccount,
    String domain,
    Labels labels,
    List<String> addresses,
    Placement placement,
    Capture capture,
    Map<String, String> metadata) {
  public Node {
    addresses = List.copyOf(addresses);
    metadata = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("node " + id + " has no address");
    }
  }

  /// Reads an xDS node: its id, locality and metadata, the latter as maps, lists, strings, numbers
  /// and booleans. Invalid when the id has not four parts or the type is none that Weft serves.
  public static Checked<Node> parse(String id, Locality locality, Map<String, ?> metadata) {
    return NodeReader.read(id, locality, metadata);
  }

  /// A sidecar with redirection, for callers that have no xDS node.
  public static Node sidecar(String name, String namespace, String address, Labels labels) {
    return parse(
            "sidecar~"
                + address
                + "~"
                + name
                + "."
                + namespace
                + "~"
                + namespace
                + ".svc.cluster.local",
            Locality.UNKNOWN,
            Map.of("NAMESPACE", namespace, "LABELS", labels.values(), "WORKLOAD_NAME", name))
        .orElseThrow();
  }

  /// The primary address.
  public String address() {
    return addresses.getFirst();
  }

  /// The networks whose endpoints alone it asks to see (`REQUESTED_NETWORK_VIEW`); empty for all.
  public Set<String> networks() {
    Set<String> asked = new TreeSet<>();
    for (String network :
        metadata.getOrDefault("REQUESTED_NETWORK_VIEW", "").split("[,\\[\\]\"\\s]+", -1)) {
      if (!network.isEmpty()) {
        asked.add(network);
      }
    }
    return asked;
  }

  /// Whether the mesh answers its application's DNS (`DNS_CAPTURE`).
  public boolean capturesDns() {
    return metadata.getOrDefault("DNS_CAPTURE", "").equals("true");
  }

  /// Whether it has an address of the same family, IPv4 or IPv6.
  public boolean hasFamilyOf(String address) {
    boolean six = address.indexOf(':') >= 0;
    return addresses.stream().anyMatch(own -> own.indexOf(':') >= 0 == six);
  }

  /// The address that stands for every address, of each family that it has: IPv4 first.
  public List<String> everywhere() {
    boolean six = hasFamilyOf("::");
    if (!hasFamilyOf("0.0.0.0")) {
      return List.of("::");
    }
    return six ? List.of("0.0.0.0", "::") : List.of("0.0.0.0");
  }

  public boolean isSidecar() {
    return role == Role.SIDECAR;
  }

  /// Whether nothing redirects traffic to this proxy.
  public boolean bindsItself() {
    return capture.interception() == Interception.NONE;
  }
}
