package dev.weft.world.analysis;

import dev.weft.api.Resource;
import dev.weft.api.destinationrule.DestinationRule;
import dev.weft.model.Host;
import dev.weft.model.Labels;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.world.World;
import dev.weft.world.analysis.Findings.Finding;
import dev.weft.world.analysis.Precedence.Extent;
import dev.weft.world.analysis.Precedence.Loss;
import dev.weft.world.registry.Service;
import dev.weft.world.rules.DestinationRules;
import dev.weft.world.rules.Names;
import dev.weft.world.rules.Traffic;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// DestinationRules of one host: whose policy and whose subsets clients use.
final class PolicyPrecedence {
  private static final String MERGE = "merge the two into one DestinationRule";

  private final World world;
  private final DestinationRules rules;
  private final Set<String> singled;

  PolicyPrecedence(World world) {
    this.world = world;
    this.rules = world.configuration().destinationRules();
    this.singled = rules.singled();
  }

  void judge(Precedence precedence) {
    for (Resource<DestinationRule> resource : world.all(DestinationRule.class)) {
      List<Traffic> found = found(resource);
      if (!found.isEmpty()) {
        judge(resource, found, precedence);
      }
    }
  }

  /// What clients find for the host; those of the rule's own namespace first.
  private List<Traffic> found(Resource<DestinationRule> resource) {
    String namespace = resource.meta().namespace();
    Host host = host(resource);
    Labels client =
        resource
            .spec()
            .workloadSelector()
            .map(labels -> Labels.of(labels.matchLabels()))
            .orElse(Labels.NONE);
    Set<String> homes = new LinkedHashSet<>();
    world.registry().services(host).stream().map(Service::namespace).forEach(homes::add);
    if (homes.isEmpty()) {
      homes.add(namespace);
    }
    Set<String> clients = new LinkedHashSet<>();
    clients.add(namespace);
    clients.addAll(homes);
    clients.addAll(singled);
    clients.add("");
    List<Traffic> found = new ArrayList<>();
    for (String home : homes) {
      for (String from : clients) {
        rules.find(host, home, from, client).ifPresent(found::add);
      }
    }
    return found;
  }

  private Host host(Resource<DestinationRule> resource) {
    return Names.host(resource.spec().host(), resource.meta().namespace(), world.mesh().domain());
  }

  private void judge(
      Resource<DestinationRule> resource, List<Traffic> found, Precedence precedence) {
    ResourceKey key = resource.key();
    DestinationRule spec = resource.spec();
    boolean policy = spec.trafficPolicy().isPresent();
    int parts = spec.subsets().size() + (policy ? 1 : 0);
    List<Loss> losses = new ArrayList<>();
    if (policy && found.stream().noneMatch(traffic -> traffic.policyFrom().equals(key))) {
      losses.add(
          loss(
              resource,
              "spec.trafficPolicy",
              found.getFirst().policyFrom(),
              "spec.trafficPolicy",
              "this policy"));
    }
    for (int i = 0; i < spec.subsets().size(); i++) {
      String name = spec.subsets().get(i).name();
      String path = "spec.subsets[" + i + "]";
      List<Optional<Traffic.Part>> used = found.stream().map(each -> each.subset(name)).toList();
      boolean counts =
          used.stream()
              .flatMap(Optional::stream)
              .anyMatch(part -> part.resource().equals(key) && part.path().equals(path));
      Optional<Traffic.Part> first = used.getFirst();
      boolean own = first.map(part -> part.resource().equals(key)).orElse(false);
      if (!counts && !own) {
        losses.add(
            loss(
                resource,
                path,
                first.map(Traffic.Part::resource).orElse(found.getFirst().resource()),
                first.map(Traffic.Part::path).orElse("spec.host"),
                "the subset '" + name + "' of this one"));
      }
    }
    if (!losses.isEmpty()) {
      precedence.lost(losses.size() == parts ? Extent.NONE : Extent.PART, key, losses);
    }
  }

  private Loss loss(
      Resource<DestinationRule> resource,
      String path,
      ResourceKey first,
      String theirs,
      String what) {
    return new Loss(
        resource,
        path,
        Finding.warning(
            0,
            Problem.Code.CONFLICT,
            Precedence.named(world, first, theirs)
                + " comes first for '"
                + host(resource)
                + "', so "
                + what
                + " has no effect",
            MERGE));
  }
}
