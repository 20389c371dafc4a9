package dev.weft.graph.cluster;

import dev.weft.graph.cluster.endpoint.Endpoint;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Chooses among endpoints that are all good enough.
final class Balancer {
  /// The longest weighted round-robin schedule; weights are scaled down to fit it.
  private static final int LONGEST_SCHEDULE = 4096;

  /// So many turns in a row may be passed on by endpoints that slowly start.
  private static final int MOST_PASSES = 50;

  private final Endpoint[] endpoints;
  private final boolean equalWeights;
  private final long[] cumulative;
  private volatile int @Nullable [] schedule;
  private volatile @Nullable HashTable table;

  Balancer(List<Endpoint> endpoints) {
    this.endpoints = endpoints.toArray(Endpoint[]::new);
    boolean equal = true;
    for (Endpoint endpoint : this.endpoints) {
      equal &= endpoint.weight() == this.endpoints[0].weight();
    }
    equalWeights = equal;
    // Equal weights, the usual case, need no sums.
    cumulative = new long[equal ? 0 : this.endpoints.length];
    long sum = 0;
    for (int i = 0; i < cumulative.length; i++) {
      sum += this.endpoints[i].weight();
      cumulative[i] = sum;
    }
  }

  @Nullable Endpoint choose(Policy policy, AtomicInteger cursor, PickContext context, int attempt) {
    if (endpoints.length <= 1) {
      return endpoints.length == 0 ? null : endpoints[0];
    }
    return switch (policy) {
      case Policy.LeastRequest least -> leastLoaded(least, context);
      case Policy.RoundRobin round -> grown(round.slowStart(), next(cursor), cursor, context);
      case Policy.Random random -> endpoints[any(context.random())];
      case Policy.RingHash ring -> hashed(ring, context, attempt);
      case Policy.Maglev maglev -> hashed(maglev, context, attempt);
      case Policy.OriginalDestination original -> null;
    };
  }

  @Nullable Endpoint firstWithout(List<Endpoint> tried) {
    for (Endpoint endpoint : endpoints) {
      boolean used = false;
      for (Endpoint each : tried) {
        used |= each.address().equals(endpoint.address());
      }
      if (!used) {
        return endpoint;
      }
    }
    return null;
  }

  private int any(RandomGenerator random) {
    if (equalWeights) {
      return random.nextInt(endpoints.length);
    }
    long point = random.nextLong(cumulative[cumulative.length - 1]);
    int low = 0;
    int high = cumulative.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (point < cumulative[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /// Lets an endpoint that slowly starts pass some of its turns on to those that follow. When all
  /// of them start at once nobody is held back for long.
  private Endpoint grown(
      Policy.SlowStart start, Endpoint turn, AtomicInteger cursor, PickContext context) {
    Endpoint chosen = turn;
    for (int i = 0; start.windowNanos() > 0 && i < MOST_PASSES; i++) {
      if (takesTurn(start, chosen, context)) {
        break;
      }
      chosen = next(cursor);
    }
    return chosen;
  }

  private Endpoint drawn(Policy.SlowStart start, PickContext context) {
    Endpoint chosen = endpoints[any(context.random())];
    for (int i = 0; start.windowNanos() > 0 && i < MOST_PASSES; i++) {
      if (takesTurn(start, chosen, context)) {
        break;
      }
      chosen = endpoints[any(context.random())];
    }
    return chosen;
  }

  private static boolean takesTurn(Policy.SlowStart start, Endpoint endpoint, PickContext context) {
    double factor = start.factor(endpoint.live().ageNanos(context.nowNanos()));
    return factor >= 1 || context.random().nextDouble() < factor;
  }

  private Endpoint leastLoaded(Policy.LeastRequest policy, PickContext context) {
    Endpoint best = drawn(policy.slowStart(), context);
    for (int i = 1; i < policy.choices(); i++) {
      Endpoint other = drawn(policy.slowStart(), context);
      // Requests under way per unit of weight, without dividing.
      long otherLoad = (long) other.live().active() * best.weight();
      if (otherLoad < (long) best.live().active() * other.weight()) {
        best = other;
      }
    }
    return best;
  }

  private Endpoint next(AtomicInteger cursor) {
    if (equalWeights) {
      return endpoints[Integer.remainderUnsigned(cursor.getAndIncrement(), endpoints.length)];
    }
    int[] order = schedule;
    if (order == null) {
      order = smooth();
      schedule = order;
    }
    return endpoints[order[Integer.remainderUnsigned(cursor.getAndIncrement(), order.length)]];
  }

  /// A smooth order in which each endpoint appears as often as its weight says.
  private int[] smooth() {
    long divisor = 0;
    for (Endpoint endpoint : endpoints) {
      divisor = gcd(divisor, endpoint.weight());
    }
    long total = cumulative[cumulative.length - 1] / divisor;
    int[] weights = new int[endpoints.length];
    int length = 0;
    for (int i = 0; i < weights.length; i++) {
      long weight = endpoints[i].weight() / divisor;
      weights[i] =
          total <= LONGEST_SCHEDULE
              ? (int) weight
              : (int) Math.max(1, weight * LONGEST_SCHEDULE / total);
      length += weights[i];
    }
    int[] order = new int[length];
    long[] credit = new long[weights.length];
    for (int slot = 0; slot < length; slot++) {
      int best = 0;
      for (int i = 0; i < weights.length; i++) {
        credit[i] += weights[i];
        if (credit[i] > credit[best]) {
          best = i;
        }
      }
      credit[best] -= length;
      order[slot] = best;
    }
    return order;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private Endpoint hashed(Policy policy, PickContext context, int attempt) {
    HashTable known = table;
    if (known == null || !known.policy().equals(policy)) {
      known = HashTable.of(policy, endpoints);
      table = known;
    }
    long hash = context.hashed() ? context.hash() : context.random().nextLong();
    return endpoints[known.find(hash, attempt)];
  }
}
