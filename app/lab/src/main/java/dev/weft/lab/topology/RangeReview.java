package dev.weft.lab.topology;

import dev.weft.api.schema.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether any two ranges of addresses of a lab overlap.
///
/// Ranges of one cluster may never; pod ranges of clusters on one network may never either, because
/// an address would not say whose it is; nor may those that load balancers hand out. Ranges of
/// services are each cluster's own business, and so are pod ranges of separate networks.
final class RangeReview {
  private record Written(int cluster, String field, Range range, String scope) {}

  private final Lab lab;
  private final Directory names;
  private final Findings root;

  RangeReview(Lab lab, Findings root) {
    this.lab = lab;
    this.names = new Directory(lab);
    this.root = root;
  }

  void review() {
    List<Written> all = new ArrayList<>();
    for (int i = 0; i < lab.clusters().size(); i++) {
      Cluster cluster = lab.clusters().get(i);
      Addresses addresses = Addresses.of(lab, i);
      add(all, i, "podRange", addresses.pods(), "pods of " + names.network(cluster));
      add(all, i, "serviceRange", addresses.services(), "services of " + cluster.name());
      addresses
          .loadBalancer()
          .ifPresent(range -> add(all, ownIndex(cluster), "loadBalancerRange", range, "outside"));
    }
    for (int i = 0; i < all.size(); i++) {
      for (int j = 0; j < i; j++) {
        compare(all.get(i), all.get(j));
      }
    }
  }

  private int ownIndex(Cluster cluster) {
    return lab.clusters().indexOf(cluster);
  }

  private static void add(List<Written> all, int cluster, String field, Range range, String scope) {
    all.add(new Written(cluster, field, range, scope));
  }

  private void compare(Written later, Written earlier) {
    boolean together =
        later.cluster() == earlier.cluster() || later.scope().equals(earlier.scope());
    if (!together || !later.range().overlaps(earlier.range())) {
      return;
    }
    Written at = written(later) ? later : earlier;
    Written other = at == later ? earlier : later;
    root.at("clusters")
        .at(at.cluster())
        .at(at.field())
        .conflict(
            at.range()
                + " overlaps "
                + other.range()
                + ", the "
                + other.field()
                + " of cluster '"
                + lab.clusters().get(other.cluster()).name()
                + "', on the same network: an address would not say whose it is",
            "choose ranges that share no address, or remove the field for one that nobody has");
  }

  private boolean written(Written one) {
    Cluster cluster = lab.clusters().get(one.cluster());
    Optional<String> text =
        switch (one.field()) {
          case "podRange" -> cluster.podRange();
          case "serviceRange" -> cluster.serviceRange();
          default -> cluster.loadBalancerRange();
        };
    return text.isPresent();
  }
}
