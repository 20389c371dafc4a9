package dev.weft.graph.link.cluster;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import dev.weft.graph.cluster.Discovery;
import dev.weft.graph.cluster.Policy;
import dev.weft.graph.link.reading.Refusals;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Unpack;
import dev.weft.graph.link.reading.Where;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.LoadBalancingPolicy;
import io.envoyproxy.envoy.extensions.load_balancing_policies.common.v3.LocalityLbConfig;
import io.envoyproxy.envoy.extensions.load_balancing_policies.common.v3.SlowStartConfig;
import io.envoyproxy.envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest;
import io.envoyproxy.envoy.extensions.load_balancing_policies.maglev.v3.Maglev;
import io.envoyproxy.envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash;
import io.envoyproxy.envoy.extensions.load_balancing_policies.round_robin.v3.RoundRobin;
import io.envoyproxy.envoy.extensions.load_balancing_policies.wrr_locality.v3.WrrLocality;
import io.envoyproxy.envoy.type.v3.Percent;

/// Reads load balancing policies, in their older and newer form.
final class PolicyReader {
  private static final Refusals LEAST =
      Refusals.of(Cluster.LeastRequestLbConfig.getDescriptor(), "active_request_bias");
  private static final Refusals NEWER_LEAST =
      Refusals.of(LeastRequest.getDescriptor(), "active_request_bias", "selection_method");
  private static final Refusals RING =
      Refusals.of(RingHash.getDescriptor(), "consistent_hashing_lb_config");
  private static final Refusals MAGLEV =
      Refusals.of(Maglev.getDescriptor(), "consistent_hashing_lb_config");

  private static final int LARGEST_TABLE = 5_000_011;
  private static final long LARGEST_RING = 8_388_608;
  private static final String TYPES = "envoy.extensions.load_balancing_policies.";

  private PolicyReader() {}

  record Read(Policy policy, boolean localityWeighted) {}

  static Read read(Cluster cluster, Discovery discovery, Where where) throws Unlinkable {
    if (discovery == Discovery.ORIGINAL_DST) {
      if (cluster.getOriginalDstLbConfig().getUseHttpHeader()
          || cluster.getOriginalDstLbConfig().hasMetadataKey()
          || cluster.getOriginalDstLbConfig().hasUpstreamPortOverride()) {
        throw where
            .in("original_dst_lb_config")
            .lacking("an original destination other than the connection's");
      }
      return new Read(new Policy.OriginalDestination(), false);
    }
    boolean weighted = cluster.getCommonLbConfig().hasLocalityWeightedLbConfig();
    if (cluster.hasLoadBalancingPolicy()) {
      return newer(cluster.getLoadBalancingPolicy(), weighted, where.in("load_balancing_policy"));
    }
    Policy policy =
        switch (cluster.getLbPolicy()) {
          case ROUND_ROBIN ->
              new Policy.RoundRobin(
                  slow(
                      cluster.getRoundRobinLbConfig().getSlowStartConfig(),
                      where.in("round_robin_lb_config")));
          case LEAST_REQUEST -> {
            LEAST.check(cluster.getLeastRequestLbConfig(), where, "least_request_lb_config");
            yield least(
                cluster.getLeastRequestLbConfig().hasChoiceCount()
                    ? cluster.getLeastRequestLbConfig().getChoiceCount().getValue()
                    : 2,
                slow(
                    cluster.getLeastRequestLbConfig().getSlowStartConfig(),
                    where.in("least_request_lb_config")));
          }
          case RANDOM -> new Policy.Random();
          case RING_HASH -> {
            var config = cluster.getRingHashLbConfig();
            Where at = where.in("ring_hash_lb_config");
            if (config.getHashFunction() == Cluster.RingHashLbConfig.HashFunction.MURMUR_HASH_2) {
              throw at.in("hash_function").lacking("Murmur hashing");
            }
            yield ring(
                config.hasMinimumRingSize() ? config.getMinimumRingSize().getValue() : 1024,
                config.hasMaximumRingSize() ? config.getMaximumRingSize().getValue() : LARGEST_RING,
                at);
          }
          case MAGLEV ->
              maglev(
                  cluster.getMaglevLbConfig().hasTableSize()
                      ? cluster.getMaglevLbConfig().getTableSize().getValue()
                      : 65_537,
                  where.in("maglev_lb_config").in("table_size"));
          case CLUSTER_PROVIDED, LOAD_BALANCING_POLICY_CONFIG, UNRECOGNIZED ->
              throw where
                  .in("lb_policy")
                  .fault(
                      "this kind of cluster has no policy of its own",
                      "choose LEAST_REQUEST, ROUND_ROBIN, RANDOM, RING_HASH or MAGLEV");
        };
    return new Read(policy, weighted);
  }

  private static Read newer(LoadBalancingPolicy policies, boolean weighted, Where where)
      throws Unlinkable {
    String first = "";
    // The first that is known counts; later ones are for those who do not know it.
    for (int i = 0; i < policies.getPoliciesCount(); i++) {
      Where at = where.in("policies", i);
      Any config = policies.getPolicies(i).getTypedExtensionConfig().getTypedConfig();
      first = first.isEmpty() ? Unpack.type(config) : first;
      switch (Unpack.type(config)) {
        case TYPES + "round_robin.v3.RoundRobin" -> {
          RoundRobin policy = Unpack.as(config, RoundRobin.getDefaultInstance(), at);
          locality(policy.getLocalityLbConfig(), at);
          return new Read(
              new Policy.RoundRobin(slow(policy.getSlowStartConfig(), at)),
              weighted || policy.getLocalityLbConfig().hasLocalityWeightedLbConfig());
        }
        case TYPES + "least_request.v3.LeastRequest" -> {
          LeastRequest policy = Unpack.as(config, LeastRequest.getDefaultInstance(), at);
          NEWER_LEAST.check(policy, at);
          locality(policy.getLocalityLbConfig(), at);
          return new Read(
              least(
                  policy.hasChoiceCount() ? policy.getChoiceCount().getValue() : 2,
                  slow(policy.getSlowStartConfig(), at)),
              weighted || policy.getLocalityLbConfig().hasLocalityWeightedLbConfig());
        }
        case TYPES + "random.v3.Random" -> {
          return new Read(new Policy.Random(), weighted);
        }
        case TYPES + "ring_hash.v3.RingHash" -> {
          RingHash policy = Unpack.as(config, RingHash.getDefaultInstance(), at);
          RING.check(policy, at);
          return new Read(
              ring(
                  policy.hasMinimumRingSize() ? policy.getMinimumRingSize().getValue() : 1024,
                  policy.hasMaximumRingSize()
                      ? policy.getMaximumRingSize().getValue()
                      : LARGEST_RING,
                  at),
              weighted || policy.hasLocalityWeightedLbConfig());
        }
        case TYPES + "maglev.v3.Maglev" -> {
          Maglev policy = Unpack.as(config, Maglev.getDefaultInstance(), at);
          MAGLEV.check(policy, at);
          return new Read(
              maglev(
                  policy.hasTableSize() ? policy.getTableSize().getValue() : 65_537,
                  at.in("table_size")),
              weighted || policy.hasLocalityWeightedLbConfig());
        }
        case TYPES + "wrr_locality.v3.WrrLocality" -> {
          WrrLocality policy = Unpack.as(config, WrrLocality.getDefaultInstance(), at);
          Read inner = nested(policy.getEndpointPickingPolicy(), at);
          return new Read(inner.policy(), true);
        }
        default -> {}
      }
    }
    throw where.lacking("the load balancing policy '" + first + "'");
  }

  private static Read nested(LoadBalancingPolicy policies, Where where) throws Unlinkable {
    for (var policy : policies.getPoliciesList()) {
      if (Unpack.type(policy.getTypedExtensionConfig().getTypedConfig())
          .equals(TYPES + "wrr_locality.v3.WrrLocality")) {
        throw where
            .in("endpoint_picking_policy")
            .fault("a locality policy is nested in another", "name a policy for endpoints");
      }
    }
    return newer(policies, true, where.in("endpoint_picking_policy"));
  }

  private static Policy least(int choices, Policy.SlowStart slowStart) {
    return new Policy.LeastRequest(Math.clamp(Integer.toUnsignedLong(choices), 2, 100), slowStart);
  }

  private static Policy.SlowStart slow(Cluster.SlowStartConfig config, Where where)
      throws Unlinkable {
    if (!config.hasSlowStartWindow()) {
      return Policy.SlowStart.NONE;
    }
    return slow(
        config.getSlowStartWindow(),
        config.hasAggression() ? config.getAggression().getDefaultValue() : 1,
        config.hasMinWeightPercent() ? config.getMinWeightPercent().getValue() : 10,
        where.in("slow_start_config"));
  }

  private static Policy.SlowStart slow(SlowStartConfig config, Where where) throws Unlinkable {
    return slow(
        config.getSlowStartWindow(),
        config.hasAggression() ? config.getAggression().getDefaultValue() : 1,
        config.hasMinWeightPercent() ? config.getMinWeightPercent().getValue() : 10,
        where.in("slow_start_config"));
  }

  private static Policy.SlowStart slow(
      Duration window, double aggression, double leastPercent, Where where) throws Unlinkable {
    long nanos = Unpack.nanos(window);
    if (nanos == 0) {
      return Policy.SlowStart.NONE;
    }
    if (!(aggression > 0) || !(leastPercent >= 0 && leastPercent <= 100)) {
      throw where.fault(
          "aggression " + aggression + " or least weight " + leastPercent + "% is out of bounds",
          "give an aggression above 0 and a percentage from 0 to 100");
    }
    return new Policy.SlowStart(nanos, aggression, leastPercent);
  }

  private static void locality(LocalityLbConfig config, Where where) throws Unlinkable {
    if (config.hasZoneAwareLbConfig()) {
      refuseZones(
          config.getZoneAwareLbConfig().getRoutingEnabled(),
          config.getZoneAwareLbConfig().hasRoutingEnabled(),
          where.in("locality_lb_config"));
    }
  }

  /// Zone-aware routing that is there only to say that it takes no request is fine.
  static void refuseZones(Percent enabled, boolean given, Where where) throws Unlinkable {
    if (!given || enabled.getValue() != 0) {
      throw where.in("zone_aware_lb_config").lacking("zone-aware routing");
    }
  }

  private static Policy ring(long minimum, long maximum, Where where) throws Unlinkable {
    if (minimum < 1 || maximum < minimum || maximum > LARGEST_RING) {
      throw where.fault(
          "a ring of "
              + Long.toUnsignedString(minimum)
              + " to "
              + Long.toUnsignedString(maximum)
              + " entries is out of bounds",
          "keep 1 <= minimum <= maximum <= " + LARGEST_RING);
    }
    return new Policy.RingHash(minimum, maximum);
  }

  private static Policy maglev(long size, Where where) throws Unlinkable {
    if (size < 2 || size > LARGEST_TABLE || !prime(size)) {
      throw where.fault(
          Long.toUnsignedString(size) + " is no prime up to " + LARGEST_TABLE,
          "choose a prime, such as 65537");
    }
    return new Policy.Maglev((int) size);
  }

  private static boolean prime(long number) {
    for (long divisor = 2; divisor * divisor <= number; divisor++) {
      if (number % divisor == 0) {
        return false;
      }
    }
    return true;
  }
}
