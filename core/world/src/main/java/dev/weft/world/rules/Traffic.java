package dev.weft.world.rules;

import dev.weft.api.destinationrule.Subset;
import dev.weft.api.destinationrule.TrafficPolicy;
import dev.weft.model.Host;
import dev.weft.model.Labels;
import dev.weft.model.ResourceKey;
import dev.weft.world.registry.Visibility;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What DestinationRules say of one host, merged from those of one namespace.
///
/// @param policyFrom the one whose policy this is; the first of them when none has one
/// @param resource the first of them
/// @param selector labels of the only workloads it is for
public record Traffic(
    Host host,
    String namespace,
    Optional<TrafficPolicy> policy,
    List<Part> subsets,
    Visibility visibility,
    Optional<Labels> selector,
    ResourceKey policyFrom,
    ResourceKey resource) {
  public Traffic {
    subsets = List.copyOf(subsets);
  }

  /// A subset and the resource that defines it.
  ///
  /// @param path of the subset in that resource
  public record Part(Subset subset, ResourceKey resource, String path) {}

  /// This one with the subsets of a later one whose names are new, and its policy where this one
  /// has none.
  Traffic merge(Traffic later) {
    List<Part> all = new ArrayList<>(subsets);
    for (Part part : later.subsets) {
      if (subset(part.subset().name()).isEmpty()) {
        all.add(part);
      }
    }
    return new Traffic(
        host,
        namespace,
        policy.isPresent() ? policy : later.policy,
        all,
        visibility,
        selector,
        policy.isPresent() || later.policy.isEmpty() ? policyFrom : later.policyFrom,
        resource);
  }

  public Optional<Part> subset(String name) {
    return subsets.stream().filter(part -> part.subset().name().equals(name)).findFirst();
  }
}
