package dev.weft.graph.cluster;

import dev.weft.graph.cluster.endpoint.Assignment;
import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.cluster.endpoint.Group;
import dev.weft.model.Locality;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The usable endpoints of one priority: all together, or by weighted locality.
final class Tier {
  private final int size;
  private final Balancer whole;
  private final List<Balancer> localities;
  private final long[] cumulative;

  private Tier(int size, Balancer whole, List<Balancer> localities, long[] cumulative) {
    this.size = size;
    this.whole = whole;
    this.localities = localities;
    this.cumulative = cumulative;
  }

  static Tier of(
      List<Endpoint> members,
      Assignment assignment,
      Settings settings,
      boolean panic,
      int priority) {
    List<Endpoint> usable = panic ? members : kept(members, Tiers::usable);
    Balancer whole = new Balancer(healthiest(usable, panic));
    if (!settings.localityWeighted()) {
      return new Tier(members.size(), whole, List.of(), new long[0]);
    }
    Map<Locality, Long> weights = new LinkedHashMap<>();
    for (Group group : assignment.groups()) {
      if (group.priority() == priority && group.weight() > 0) {
        weights.merge(group.locality(), (long) group.weight(), Long::sum);
      }
    }
    List<Balancer> localities = new ArrayList<>();
    List<Long> shares = new ArrayList<>();
    weights.forEach((locality, weight) -> {
      List<Endpoint> here = kept(members, each -> each.locality().equals(locality));
      List<Endpoint> good = kept(usable, each -> each.locality().equals(locality));
      if (!good.isEmpty()) {
        double health =
            Math.min(1.0, assignment.overprovisioningPercent() / 100.0 * good.size() / here.size());
        localities.add(new Balancer(healthiest(good, panic)));
        shares.add(Math.max(1, Math.round(weight * health * 1000)));
      }
    });
    long[] cumulative = new long[shares.size()];
    long sum = 0;
    for (int i = 0; i < cumulative.length; i++) {
      sum += shares.get(i);
      cumulative[i] = sum;
    }
    return new Tier(members.size(), whole, localities, cumulative);
  }

  /// The list itself when nothing is left out, which is the rule.
  private static List<Endpoint> kept(List<Endpoint> all, Predicate<Endpoint> wanted) {
    int kept = 0;
    for (int i = 0; i < all.size(); i++) {
      kept += wanted.test(all.get(i)) ? 1 : 0;
    }
    if (kept == all.size()) {
      return all;
    }
    List<Endpoint> some = new ArrayList<>(kept);
    for (int i = 0; i < all.size(); i++) {
      if (wanted.test(all.get(i))) {
        some.add(all.get(i));
      }
    }
    return some;
  }

  /// Degraded endpoints serve only where no healthy one does.
  private static List<Endpoint> healthiest(List<Endpoint> usable, boolean panic) {
    if (panic) {
      return usable;
    }
    List<Endpoint> healthy = kept(usable, each -> each.health() == Endpoint.Health.HEALTHY);
    return healthy.isEmpty() ? usable : healthy;
  }

  int size() {
    return size;
  }

  @Nullable Endpoint choose(Policy policy, AtomicInteger cursor, PickContext context, int attempt) {
    return locality(context, attempt).choose(policy, cursor, context, attempt);
  }

  private Balancer locality(PickContext context, int attempt) {
    if (localities.isEmpty()) {
      return whole;
    }
    long total = cumulative[cumulative.length - 1];
    long random =
        context.hashed() && attempt == 0 ? context.hash() >>> 1 : context.random().nextLong();
    long point = Long.remainderUnsigned(random, total);
    for (int i = 0; i < cumulative.length; i++) {
      if (point < cumulative[i]) {
        return localities.get(i);
      }
    }
    return whole;
  }

  @Nullable Endpoint firstWithout(List<Endpoint> tried) {
    return whole.firstWithout(tried);
  }
}
