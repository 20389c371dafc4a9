package dev.weft.graph.cluster;

import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.exchange.Arrival;
import java.util.List;
import java.util.random.RandomGenerator;

/// What the choice of an endpoint depends on.
///
/// @param hashed whether `hash` counts; without it ring-hash and Maglev choose at random
/// @param nowNanos of the monotonic clock
/// @param tried endpoints that earlier attempts used and this one should avoid; never an obstacle
///   when there is no other
/// @param arrival of the connection, for [Discovery#ORIGINAL_DST]
/// @param sparePrioritiesEvery after every so many of `tried` their priorities are left out where
///   others can serve; 0 never
public record PickContext(
    long hash,
    boolean hashed,
    RandomGenerator random,
    long nowNanos,
    List<Endpoint> tried,
    Arrival arrival,
    int sparePrioritiesEvery) {
  /// An attempt at any priority.
  public PickContext(
      long hash,
      boolean hashed,
      RandomGenerator random,
      long nowNanos,
      List<Endpoint> tried,
      Arrival arrival) {
    this(hash, hashed, random, nowNanos, tried, arrival, 0);
  }

  /// A first attempt without hash.
  public static PickContext first(RandomGenerator random, long nowNanos, Arrival arrival) {
    return new PickContext(0, false, random, nowNanos, List.of(), arrival);
  }
}
