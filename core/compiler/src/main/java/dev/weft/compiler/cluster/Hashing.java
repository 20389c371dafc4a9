package dev.weft.compiler.cluster;

import dev.weft.api.destinationrule.HashKey;
import dev.weft.api.destinationrule.LbPolicy;
import dev.weft.api.destinationrule.LoadBalancerSettings;
import dev.weft.api.destinationrule.PortTrafficPolicy;
import dev.weft.api.destinationrule.TrafficPolicy;
import dev.weft.compiler.plan.RoutePlan;
import dev.weft.world.rules.Traffic;
import java.util.Optional;

/// Finds what requests for a destination are hashed by.
public final class Hashing {
  private Hashing() {}

  /// The hash key of a destination: its subset's for the port, the subset's, the port's, then the
  /// host's.
  ///
  /// @param port the port that the route names, or zero when it names none
  public static Optional<RoutePlan.HashKey> of(Optional<Traffic> traffic, String subset, int port) {
    if (traffic.isEmpty()) {
      return Optional.empty();
    }
    Optional<TrafficPolicy> whole = traffic.get().policy();
    Optional<TrafficPolicy> part =
        traffic.get().subset(subset).flatMap(found -> found.subset().trafficPolicy());
    return part.flatMap(policy -> ofPort(policy, port))
        .or(() -> part.flatMap(TrafficPolicy::loadBalancer).flatMap(Hashing::key))
        .or(() -> whole.flatMap(policy -> ofPort(policy, port)))
        .or(() -> whole.flatMap(TrafficPolicy::loadBalancer).flatMap(Hashing::key));
  }

  private static Optional<RoutePlan.HashKey> ofPort(TrafficPolicy policy, int port) {
    for (PortTrafficPolicy own : policy.portLevelSettings()) {
      if (own.port().isPresent() && own.port().get().number() == port) {
        return own.loadBalancer().flatMap(Hashing::key);
      }
    }
    return Optional.empty();
  }

  private static Optional<RoutePlan.HashKey> key(LoadBalancerSettings settings) {
    return settings
        .lbPolicy()
        .filter(LbPolicy.ConsistentHash.class::isInstance)
        .map(LbPolicy.ConsistentHash.class::cast)
        .flatMap(LbPolicy.ConsistentHash::hashKey)
        .flatMap(key ->
            switch (key) {
              case HashKey.HttpHeaderName header ->
                  Optional.of(new RoutePlan.HashHeader(header.value()));
              case HashKey.Cookie cookie ->
                  Optional.of(new RoutePlan.HashCookie(cookie.name(), cookie.path(), cookie.ttl()));
              case HashKey.UseSourceIp source ->
                  source.value()
                      ? Optional.of(new RoutePlan.HashSource())
                      : Optional.<RoutePlan.HashKey>empty();
              case HashKey.HttpQueryParameterName query ->
                  Optional.of(new RoutePlan.HashQuery(query.value()));
            });
  }
}
