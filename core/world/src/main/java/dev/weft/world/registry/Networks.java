package dev.weft.world.registry;

import dev.weft.api.Resource;
import dev.weft.api.kubernetes.Namespace;
import dev.weft.api.meshconfig.networks.MeshNetworks;
import dev.weft.api.meshconfig.networks.NetworkEndpoints;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which network an address of a cluster is in, where neither the workload nor its labels say: the
/// one that the cluster's root namespace is labelled with, else what MeshNetworks say of the
/// cluster, else of the address.
record Networks(Map<String, String> byCluster, List<Range> ranges) {
  static final String LABEL = "topology.istio.io/network";
  static final Networks NONE = new Networks(Map.of(), List.of());

  Networks {
    byCluster = Map.copyOf(byCluster);
    ranges = List.copyOf(ranges);
  }

  /// Addresses of one network: those that share their first bits.
  record Range(byte[] start, int bits, String network) {
    /// Reads `10.0.0.0/8` or `fd00::/8`; absent when it is none.
    static Optional<Range> parse(String written, String network) {
      int slash = written.indexOf('/');
      String length = slash < 0 ? "" : written.substring(slash + 1);
      boolean number =
          !length.isEmpty()
              && length.length() < 4
              && length.chars().allMatch(c -> c >= '0' && c <= '9');
      return number
          ? bytes(written.substring(0, slash))
              .filter(start -> Integer.parseInt(length) <= start.length * 8)
              .map(start -> new Range(start, Integer.parseInt(length), network))
          : Optional.empty();
    }

    boolean holds(String address) {
      return bytes(address).map(this::holds).orElse(false);
    }

    private boolean holds(byte[] address) {
      if (address.length != start.length) {
        return false;
      }
      for (int i = 0; i < bits; i++) {
        int mask = 0x80 >> i % 8;
        if ((address[i / 8] & mask) != (start[i / 8] & mask)) {
          return false;
        }
      }
      return true;
    }

    /// A literal alone: names are never looked up.
    private static Optional<byte[]> bytes(String address) {
      boolean literal =
          !address.isEmpty()
              && (address.indexOf(':') >= 0
                  ? address
                      .chars()
                      .allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0)
                  : address.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))
                      && address.chars().filter(c -> c == '.').count() == 3);
      if (!literal) {
        return Optional.empty();
      }
      try {
        return Optional.of(InetAddress.ofLiteral(address).getAddress());
      } catch (IllegalArgumentException notAnAddress) {
        return Optional.empty();
      }
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Range that
          && Arrays.equals(start, that.start)
          && bits == that.bits
          && network.equals(that.network);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(start) + bits;
    }
  }

  static Networks of(Catalog home, Map<String, Derivation.Source> clusters, String rootNamespace) {
    Map<String, String> byCluster = new TreeMap<>();
    List<Range> ranges = new ArrayList<>();
    meshNetworks(home)
        .ifPresent(written ->
            written
                .networks()
                .forEach((name, network) -> {
                  for (NetworkEndpoints endpoints : network.endpoints()) {
                    switch (endpoints) {
                      case NetworkEndpoints.FromRegistry registry ->
                          byCluster.putIfAbsent(registry.value(), name);
                      case NetworkEndpoints.FromCidr cidr ->
                          Range.parse(cidr.value(), name).ifPresent(ranges::add);
                    }
                  }
                }));
    clusters.forEach((cluster, source) -> {
      for (Resource<Namespace> namespace : source.catalog().all(Namespace.class)) {
        String label = namespace.meta().labels().value(LABEL);
        if (namespace.meta().name().equals(rootNamespace) && !label.isEmpty()) {
          byCluster.put(cluster, label);
        }
      }
    });
    return new Networks(byCluster, ranges);
  }

  /// The networks as written: the entry `meshNetworks` of the ConfigMap `istio`.
  static Optional<MeshNetworks> meshNetworks(Catalog home) {
    return home.all(MeshNetworks.class).stream()
        .filter(resource -> resource.meta().name().equals("istio"))
        .findFirst()
        .map(Resource::spec);
  }

  /// The network, or the empty string when nothing says.
  String of(String cluster, String address) {
    String known = byCluster.getOrDefault(cluster, "");
    if (known.isEmpty()) {
      for (Range range : ranges) {
        if (range.holds(address)) {
          return range.network();
        }
      }
    }
    return known;
  }
}
