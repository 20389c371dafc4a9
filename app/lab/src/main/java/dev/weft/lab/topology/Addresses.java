package dev.weft.lab.topology;

import java.util.Optional;

/// The ranges of a cluster. All of them exist only inside the lab's own namespaces.
///
/// @param index the number of the cluster in its lab, from 0
public record Addresses(int index, Range pods, Range services, Optional<Range> loadBalancer) {
  /// Addresses of pods on one node.
  private static final int NODE_LENGTH = 24;

  /// Those of the n-th cluster of a lab; a range that cannot be read counts as absent.
  public static Addresses of(Lab lab, int index) {
    Cluster cluster = lab.clusters().get(index);
    int tens = (index % Lab.LIMIT_CLUSTERS + 1) * 10;
    return new Addresses(
        index,
        cluster.podRange().flatMap(Range::parse).orElse(Range.of("10." + tens + ".0.0/16")),
        cluster
            .serviceRange()
            .flatMap(Range::parse)
            .orElse(Range.of("10." + (tens + 1) + ".0.0/16")),
        cluster.loadBalancerRange().filter(String::isEmpty).isPresent()
            ? Optional.empty()
            : Optional.of(
                cluster
                    .loadBalancerRange()
                    .flatMap(Range::parse)
                    .orElse(Range.of("172.31." + tens + ".0/24"))));
  }

  /// The pods of the n-th node.
  public Range node(int n) {
    return pods.part(n, Math.max(NODE_LENGTH, pods.length() + 2));
  }

  /// Where the cluster's DNS server answers, as in most clusters.
  public String dns() {
    return services.address(10);
  }

  /// Where its API server answers.
  public String api() {
    return services.address(1);
  }
}
