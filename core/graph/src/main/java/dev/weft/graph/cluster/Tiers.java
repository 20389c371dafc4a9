package dev.weft.graph.cluster;

import dev.weft.graph.cluster.endpoint.Assignment;
import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.match.Fraction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The endpoints by priority, with the share of the load that each priority takes at its present
/// health (Envoy, "Priority levels", "Panic threshold").
final class Tiers {
  static final Tiers EMPTY =
      new Tiers(List.of(), new Loads(new int[0], new int[0], List.of()), Fraction.NONE, false, 0);

  private final List<Tier> tiers;
  private final int[] shares;
  private final int[] available;
  private final List<Integer> priorities;
  private final Fraction drop;
  private final boolean anyOut;
  private final long returnAtNanos;

  /// @param available percent of the load that each priority could take at its health
  private record Loads(int[] shares, int[] available, List<Integer> priorities) {}

  private Tiers(List<Tier> tiers, Loads loads, Fraction drop, boolean anyOut, long returnAtNanos) {
    this.tiers = tiers;
    this.shares = loads.shares();
    this.available = loads.available();
    this.priorities = loads.priorities();
    this.drop = drop;
    this.anyOut = anyOut;
    this.returnAtNanos = returnAtNanos;
  }

  static Tiers of(List<Endpoint> all, Assignment assignment, Settings settings) {
    if (all.isEmpty() && assignment.drop().numerator() == 0) {
      return EMPTY;
    }
    Map<Integer, List<Endpoint>> byPriority = new TreeMap<>();
    boolean anyOut = false;
    long returnAt = Long.MAX_VALUE;
    for (Endpoint endpoint : all) {
      byPriority.computeIfAbsent(endpoint.priority(), none -> new ArrayList<>()).add(endpoint);
      if (endpoint.live().out()) {
        long until = endpoint.live().noted().untilNanos();
        returnAt = anyOut ? (until - returnAt < 0 ? until : returnAt) : until;
        anyOut = true;
      }
    }
    List<Integer> priorities = new ArrayList<>(byPriority.keySet());
    List<List<Endpoint>> members = new ArrayList<>(byPriority.values());
    int count = priorities.size();
    int[] healthyPercent = new int[count];
    int[] available = new int[count];
    int sum = 0;
    for (int i = 0; i < count; i++) {
      int usable = usable(members.get(i));
      int size = members.get(i).size();
      healthyPercent[i] = usable * 100 / size;
      available[i] =
          (int) Math.min(100L, (long) assignment.overprovisioningPercent() * usable / size);
      sum += available[i];
    }
    int total = Math.min(100, sum);
    List<Tier> tiers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean panic = total < 100 && healthyPercent[i] < settings.panicThresholdPercent();
      tiers.add(Tier.of(members.get(i), assignment, settings, panic, priorities.get(i)));
    }
    return new Tiers(
        tiers,
        new Loads(total == 0 ? sizes(tiers) : shares(available, total), available, priorities),
        assignment.drop(),
        anyOut,
        returnAt);
  }

  private static int usable(List<Endpoint> members) {
    int usable = 0;
    for (int i = 0; i < members.size(); i++) {
      usable += usable(members.get(i)) ? 1 : 0;
    }
    return usable;
  }

  static boolean usable(Endpoint endpoint) {
    return endpoint.health() != Endpoint.Health.UNHEALTHY
        && endpoint.health() != Endpoint.Health.DRAINING
        && !endpoint.live().out();
  }

  private static int[] shares(int[] available, int total) {
    int[] shares = new int[available.length];
    int left = 100;
    int first = -1;
    for (int i = 0; i < available.length; i++) {
      shares[i] = Math.min(left, available[i] * 100 / total);
      left -= shares[i];
      if (first < 0 && shares[i] > 0) {
        first = i;
      }
    }
    if (first >= 0) {
      shares[first] += left;
    }
    return shares;
  }

  private static int[] sizes(List<Tier> tiers) {
    int[] sizes = new int[tiers.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = tiers.get(i).size();
    }
    return sizes;
  }

  Fraction drop() {
    return drop;
  }

  /// Whether an ejected endpoint waits to return.
  boolean anyOut() {
    return anyOut;
  }

  long returnAtNanos() {
    return returnAtNanos;
  }

  @Nullable Endpoint choose(Policy policy, AtomicInteger cursor, PickContext context) {
    if (tiers.isEmpty()) {
      return null;
    }
    Tier tier = tiers.size() == 1 ? tiers.get(0) : tier(context);
    Endpoint chosen = tier.choose(policy, cursor, context, 0);
    List<Endpoint> tried = context.tried();
    if (tried.isEmpty() || chosen == null || !contains(tried, chosen)) {
      return chosen;
    }
    for (int attempt = 1; attempt <= 5; attempt++) {
      Endpoint other = tier.choose(policy, cursor, context, attempt);
      if (other != null && !contains(tried, other)) {
        return other;
      }
    }
    Endpoint untried = tier.firstWithout(tried);
    return untried == null ? chosen : untried;
  }

  private static boolean contains(List<Endpoint> tried, Endpoint endpoint) {
    for (Endpoint each : tried) {
      if (each.address().equals(endpoint.address())) {
        return true;
      }
    }
    return false;
  }

  /// The shares without the priorities that earlier attempts used up (Envoy,
  /// `PreviousPrioritiesConfig`).
  private int[] spared(PickContext context) {
    int every = context.sparePrioritiesEvery();
    int counted = every <= 0 ? 0 : context.tried().size() / every * every;
    if (counted == 0) {
      return shares;
    }
    int[] left = available.clone();
    for (int i = 0; i < counted; i++) {
      int priority = priorities.indexOf(context.tried().get(i).priority());
      if (priority >= 0) {
        left[priority] = 0;
      }
    }
    for (int share : left) {
      if (share > 0) {
        return first(left);
      }
    }
    return shares;
  }

  /// All of the load on the priorities in order, each as far as it can take it.
  private static int[] first(int[] available) {
    int sum = 0;
    for (int one : available) {
      sum += one;
    }
    return shares(available, Math.min(100, sum));
  }

  private Tier tier(PickContext context) {
    int[] now = spared(context);
    int all = 0;
    for (int share : now) {
      all += share;
    }
    // Hashed keys stay at one priority as long as the shares stay.
    long random = context.hashed() ? context.hash() : context.random().nextLong();
    int point = all == 0 ? 0 : (int) Long.remainderUnsigned(random, all);
    for (int i = 0; i < now.length; i++) {
      point -= now[i];
      if (point < 0) {
        return tiers.get(i);
      }
    }
    return tiers.get(0);
  }
}
