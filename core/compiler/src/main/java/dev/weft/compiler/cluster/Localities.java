package dev.weft.compiler.cluster;

import dev.weft.api.destinationrule.Failover;
import dev.weft.api.destinationrule.LocalityLoadBalancerSetting;
import dev.weft.api.destinationrule.LocalityLoadBalancerSetting.Distribute;
import dev.weft.compiler.plan.EndpointsPlan;
import dev.weft.model.Labels;
import dev.weft.model.Locality;
import dev.weft.world.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// Priorities and weights of the places that a cluster's endpoints are in, as seen from one node.
final class Localities {
  private static final Comparator<Draft> ORDER =
      Comparator.comparingInt(Draft::priority)
          .thenComparing(draft -> draft.place().locality().toString());

  private final Locality own;
  private final Labels labels;

  Localities(View view) {
    this.own = view.node().placement().locality();
    this.labels = Topology.labels(view);
  }

  /// @param priority as computed, with gaps
  private record Draft(EndpointGroups.Place place, int priority, int weight) {}

  List<EndpointsPlan.Group> groups(List<EndpointGroups.Place> places, Preference preference) {
    List<Draft> drafts = places.stream().map(place -> new Draft(place, 0, 0)).toList();
    if (preference.setting().isPresent()) {
      LocalityLoadBalancerSetting setting = preference.setting().get();
      if (!setting.distribute().isEmpty()) {
        drafts = distributed(places, setting.distribute()).orElse(drafts);
      } else if (preference.failover()) {
        drafts = ranked(drafts, setting);
      }
    }
    TreeSet<Integer> priorities = new TreeSet<>();
    drafts.forEach(draft -> priorities.add(draft.priority()));
    return drafts.stream()
        .sorted(ORDER)
        .map(draft ->
            new EndpointsPlan.Group(
                draft.place().locality(),
                priorities.headSet(draft.priority()).size(),
                draft.weight(),
                draft.place().members().stream().map(EndpointGroups.Candidate::plan).toList()))
        .toList();
  }

  private List<Draft> ranked(List<Draft> drafts, LocalityLoadBalancerSetting setting) {
    boolean labelled = !setting.failoverPriority().isEmpty();
    List<Draft> ranked = labelled ? byLabels(drafts, setting.failoverPriority()) : drafts;
    boolean placed = !own.equals(Locality.UNKNOWN) && (!labelled || !setting.failover().isEmpty());
    return placed ? byDistance(ranked, setting.failover()) : ranked;
  }

  /// The places that the first rule for the node's own names, with their shares; none of the
  /// others. Absent when no rule is for it.
  private Optional<List<Draft>> distributed(
      List<EndpointGroups.Place> places, List<Distribute> rules) {
    return rules.stream()
        .filter(rule -> matches(own, rule.from()))
        .findFirst()
        .map(rule -> shares(places, rule));
  }

  private static List<Draft> shares(List<EndpointGroups.Place> places, Distribute rule) {
    List<Draft> drafts = new ArrayList<>();
    List<EndpointGroups.Place> left = new ArrayList<>(places);
    rule.to()
        .forEach((pattern, share) -> {
          List<EndpointGroups.Place> named =
              left.stream().filter(place -> matches(place.locality(), pattern)).toList();
          left.removeAll(named);
          long total = named.stream().mapToLong(Localities::weight).sum();
          for (EndpointGroups.Place place : named) {
            long part = Math.ceilDiv(weight(place) * share, Math.max(1, total));
            drafts.add(new Draft(place, 0, (int) Math.max(1, part)));
          }
        });
    return drafts;
  }

  private static long weight(EndpointGroups.Place place) {
    return place.members().stream().mapToLong(member -> member.plan().weight()).sum();
  }

  /// `region/zone/subzone`, of which any part may be `*` or absent.
  private static boolean matches(Locality locality, String pattern) {
    Locality wanted = Locality.parse(pattern);
    return (wanted.region().equals("*") || wanted.region().equals(locality.region()))
        && part(wanted.zone(), locality.zone())
        && part(wanted.subzone(), locality.subzone());
  }

  private static boolean part(String wanted, String is) {
    return wanted.isEmpty() || wanted.equals("*") || wanted.equals(is);
  }

  /// Same subzone, zone, region, elsewhere, and last of all regions that are not the one to fail
  /// over to; within what was decided before.
  private List<Draft> byDistance(List<Draft> drafts, List<Failover> failover) {
    int levels = 5;
    return drafts.stream()
        .map(draft ->
            new Draft(
                draft.place(),
                draft.priority() * levels + distance(draft.place().locality(), failover),
                draft.weight()))
        .toList();
  }

  private int distance(Locality other, List<Failover> failover) {
    if (own.region().equals(other.region())) {
      return !own.zone().equals(other.zone()) ? 2 : own.subzone().equals(other.subzone()) ? 0 : 1;
    }
    boolean elsewhere =
        failover.stream()
            .filter(rule -> rule.from().equals(own.region()))
            .findFirst()
            .filter(rule -> !rule.to().equals(other.region()))
            .isPresent();
    return elsewhere ? 4 : 3;
  }

  /// Splits each place by how many of the labels, from the first on, endpoints share with the node.
  private List<Draft> byLabels(List<Draft> drafts, List<String> compared) {
    List<Draft> split = new ArrayList<>();
    for (Draft draft : drafts) {
      Map<Integer, List<EndpointGroups.Candidate>> byPriority = new TreeMap<>();
      for (EndpointGroups.Candidate member : draft.place().members()) {
        byPriority
            .computeIfAbsent(priority(member.labels(), compared), none -> new ArrayList<>())
            .add(member);
      }
      byPriority.forEach((priority, members) ->
          split.add(
              new Draft(new EndpointGroups.Place(draft.place().locality(), members), priority, 0)));
    }
    return split;
  }

  /// Zero when all are the same. Another network, where that is compared first, comes after every
  /// difference within the node's own, and the other labels are still compared.
  private int priority(Labels theirs, List<String> compared) {
    int priority = 0;
    for (int i = 0; i < compared.size(); i++) {
      String[] label = compared.get(i).split("=", 2);
      String wanted = label.length == 2 ? label[1] : labels.value(label[0]);
      if (!wanted.equals(theirs.value(label[0]))) {
        if (i > 0 || !compared.getFirst().equals(Topology.NETWORK)) {
          return priority + compared.size() - i;
        }
        priority = compared.size();
      }
    }
    return priority;
  }
}
