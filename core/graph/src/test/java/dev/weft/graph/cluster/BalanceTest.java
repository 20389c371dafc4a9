package dev.weft.graph.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.graph.Given;
import dev.weft.graph.cluster.endpoint.Assignment;
import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.cluster.endpoint.Group;
import dev.weft.graph.cluster.endpoint.Observation;
import dev.weft.graph.cluster.endpoint.Outliers;
import dev.weft.graph.match.Fraction;
import dev.weft.graph.match.Metadata;
import dev.weft.graph.match.XxHash;
import dev.weft.model.Address;
import dev.weft.model.Locality;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BalanceTest {
  private static Settings settings(Policy policy, Discovery discovery, double panic) {
    return settings(
        policy,
        discovery,
        panic,
        new Outliers(
            3,
            0,
            0,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(300),
            50,
            false));
  }

  private static Settings settings(
      Policy policy, Discovery discovery, double panic, Outliers outliers) {
    return new Settings(
        "c",
        "c",
        discovery,
        "c",
        policy,
        Duration.ofSeconds(1),
        HttpUpstream.DEFAULT,
        Limits.DEFAULT,
        Optional.of(outliers),
        List.of(),
        Optional.empty(),
        panic,
        false,
        Optional.empty(),
        Lookup.Family.AUTO,
        Duration.ofSeconds(5),
        Metadata.NONE);
  }

  private static Group.Seed seed(String host, int weight) {
    return new Group.Seed(Address.ip(host, 80), "", weight, Endpoint.Health.HEALTHY, Metadata.NONE);
  }

  private static Cluster cluster(Policy policy, int... weights) {
    List<Group.Seed> seeds = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      seeds.add(seed("10.0.0." + i, weights[i]));
    }
    return cluster(settings(policy, Discovery.STATIC, 0), new Group(Locality.UNKNOWN, 0, 0, seeds));
  }

  private static Cluster cluster(Settings settings, Group... groups) {
    Endpoints endpoints = new Endpoints(settings);
    endpoints.replace(settings, new Assignment(List.of(groups), 140, Fraction.NONE));
    return new Cluster(settings, Transports.PLAIN, endpoints, new Usage());
  }

  private static Map<String, Integer> counts(Cluster cluster, int picks) {
    SplittableRandom random = new SplittableRandom(7);
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < picks; i++) {
      Pick pick = cluster.pick(PickContext.first(random, 0, Given.ARRIVAL));
      counts.merge(((Pick.Chosen) pick).endpoint().toString(), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void weightedPicksStayWithinStatisticalBounds() {
    for (Policy policy :
        List.of(new Policy.Random(), new Policy.LeastRequest(2), new Policy.RoundRobin())) {
      Map<String, Integer> counts = counts(cluster(policy, 1, 2, 7), 10_000);
      assertThat(counts.get("10.0.0.0:80")).as("%s", policy).isBetween(850, 1_150);
      assertThat(counts.get("10.0.0.1:80")).as("%s", policy).isBetween(1_800, 2_200);
    }
  }

  @Test
  void weightedRoundRobinIsExactOverOneTurn() {
    assertThat(counts(cluster(new Policy.RoundRobin(), 1, 2, 7), 10))
        .containsEntry("10.0.0.0:80", 1)
        .containsEntry("10.0.0.1:80", 2)
        .containsEntry("10.0.0.2:80", 7);
  }

  @Test
  void leastRequestAvoidsTheBusyOne() {
    Cluster cluster = cluster(new Policy.LeastRequest(2), 1, 1);
    for (int i = 0; i < 10; i++) {
      cluster.endpoints().all().get(0).live().begin();
    }
    // It is chosen only when both draws fall on it: a quarter of the time.
    assertThat(counts(cluster, 4_000).get("10.0.0.0:80")).isBetween(850, 1_150);
  }

  @Test
  void oneMoreEndpointMovesAboutItsShareOfTheKeys() {
    for (Policy policy : List.of(new Policy.RingHash(4096, 8192), new Policy.Maglev(65_537))) {
      int[] ten = new int[10];
      int[] eleven = new int[11];
      java.util.Arrays.fill(ten, 1);
      java.util.Arrays.fill(eleven, 1);
      Cluster before = cluster(policy, ten);
      Cluster after = cluster(policy, eleven);
      int moved = 0;
      for (int i = 0; i < 10_000; i++) {
        PickContext key =
            new PickContext(
                XxHash.of("key" + i), true, new SplittableRandom(i), 0, List.of(), Given.ARRIVAL);
        moved += before.pick(key).toString().equals(after.pick(key).toString()) ? 0 : 1;
      }
      // The share is 909. A ring keeps its size, so the others give up as many points again.
      assertThat(moved).as("%s", policy).isBetween(500, 2_200);
    }
  }

  @Test
  void theHashIsXxh64() {
    // Test vectors of the algorithm's own documentation.
    assertThat(Long.toHexString(XxHash.of(""))).isEqualTo("ef46db3751d8e999");
    assertThat(Long.toHexString(XxHash.of("a"))).isEqualTo("d24ec4f1a98c6e5b");
    assertThat(Long.toHexString(XxHash.of("abc"))).isEqualTo("44bc2cf5ad770999");
  }

  @Test
  void aHealthyFirstPriorityTakesEverythingAndAnUnhealthyOneSpills() {
    Group first =
        new Group(Locality.UNKNOWN, 0, 0, List.of(seed("10.0.0.1", 1), seed("10.0.0.2", 1)));
    Group second = new Group(Locality.UNKNOWN, 1, 0, List.of(seed("10.1.0.1", 1)));
    Cluster cluster = cluster(settings(new Policy.Random(), Discovery.STATIC, 0), first, second);
    assertThat(counts(cluster, 1_000)).doesNotContainKey("10.1.0.1:80");
    Endpoint sick = cluster.endpoints().all().get(0);
    for (int i = 0; i < 3; i++) {
      cluster.observe(sick, Observation.SERVER_ERROR, 0);
    }
    // One of two healthy, times 1.4: 70 percent stay.
    assertThat(counts(cluster, 1_000).get("10.1.0.1:80")).isBetween(230, 370);
    assertThat(counts(cluster, 1_000)).doesNotContainKey("10.0.0.1:80");
  }

  @Test
  void anEjectedEndpointReturnsWhenItsTimeIsUp() {
    Cluster cluster = cluster(new Policy.Random(), 1, 1);
    Endpoint sick = cluster.endpoints().all().get(0);
    cluster.observe(sick, Observation.SERVER_ERROR, 0);
    cluster.observe(sick, Observation.SERVER_ERROR, 0);
    cluster.observe(sick, Observation.SUCCESS, 0);
    cluster.observe(sick, Observation.SERVER_ERROR, 0);
    assertThat(sick.live().out()).isFalse();
    cluster.observe(sick, Observation.SERVER_ERROR, 0);
    cluster.observe(sick, Observation.GATEWAY_ERROR, 0);
    assertThat(sick.live().out()).isTrue();
    assertThat(counts(cluster, 100)).doesNotContainKey("10.0.0.0:80");
    long later = Duration.ofSeconds(31).toNanos();
    cluster.pick(PickContext.first(new SplittableRandom(1), later, Given.ARRIVAL));
    assertThat(sick.live().out()).isFalse();
    assertThat(counts(cluster, 100)).containsKey("10.0.0.0:80");
  }

  @Test
  void aRetryAvoidsWhatWasTriedUnlessThereIsNothingElse() {
    Cluster two = cluster(new Policy.Random(), 1, 1);
    Endpoint tried = two.endpoints().all().get(0);
    for (int i = 0; i < 50; i++) {
      PickContext again =
          new PickContext(0, false, new SplittableRandom(i), 0, List.of(tried), Given.ARRIVAL);
      assertThat(((Pick.Chosen) two.pick(again)).endpoint()).isNotEqualTo(tried);
    }
    Cluster one = cluster(new Policy.Random(), 1);
    Endpoint only = one.endpoints().all().get(0);
    PickContext again =
        new PickContext(0, false, new SplittableRandom(1), 0, List.of(only), Given.ARRIVAL);
    assertThat(((Pick.Chosen) one.pick(again)).endpoint()).isEqualTo(only);
  }

  @Test
  void namesAreResolvedIntoEndpoints() throws Exception {
    Settings dns = settings(new Policy.Random(), Discovery.STRICT_DNS, 0);
    Cluster cluster =
        cluster(dns, new Group(Locality.UNKNOWN, 0, 0, List.of(seed("db.example", 1))));
    assertThat(cluster.endpoints().all().get(0).socket().isUnresolved()).isTrue();
    Lookup lookup = cluster.lookups().get(0);
    assertThat(lookup.host()).isEqualTo("db.example");
    cluster.resolved(
        lookup, List.of(InetAddress.ofLiteral("10.3.0.1"), InetAddress.ofLiteral("10.3.0.2")));
    assertThat(counts(cluster, 100)).containsOnlyKeys("10.3.0.1:80", "10.3.0.2:80");
    cluster.resolved(lookup, List.of());
    assertThat(cluster.pick(PickContext.first(new SplittableRandom(1), 0, Given.ARRIVAL)))
        .isInstanceOf(Pick.None.class);
  }

  @Test
  void aNewEndpointStartsSlowlyAndGrowsToItsShare() {
    Policy.SlowStart start = new Policy.SlowStart(Duration.ofSeconds(100).toNanos(), 1, 10);
    long minute = Duration.ofSeconds(60).toNanos();
    for (Policy policy : List.of(new Policy.RoundRobin(start), new Policy.LeastRequest(2, start))) {
      Settings settings = settings(policy, Discovery.STATIC, 0);
      Cluster cluster =
          cluster(settings, new Group(Locality.UNKNOWN, 0, 0, List.of(seed("10.0.0.1", 1))));
      cluster.endpoints().all().get(0).live().ageNanos(0);
      cluster
          .endpoints()
          .replace(
              settings,
              new Assignment(
                  List.of(
                      new Group(
                          Locality.UNKNOWN,
                          0,
                          0,
                          List.of(seed("10.0.0.1", 1), seed("10.0.0.2", 1)))),
                  140,
                  Fraction.NONE));
      // The old one has its full share by now, the new one a tenth of it: 1 of 11.
      long old = 2 * minute;
      assertThat(share(cluster, old)).as("%s", policy).isBetween(0.06, 0.12);
      // A minute later the new one has six tenths: 6 of 16.
      assertThat(share(cluster, old + minute)).as("%s", policy).isBetween(0.33, 0.42);
      assertThat(share(cluster, old + 2 * minute)).as("%s", policy).isBetween(0.46, 0.54);
    }
  }

  /// What part of 10,000 picks falls on the second endpoint.
  private static double share(Cluster cluster, long nowNanos) {
    SplittableRandom random = new SplittableRandom(3);
    int second = 0;
    for (int i = 0; i < 10_000; i++) {
      Pick pick = cluster.pick(PickContext.first(random, nowNanos, Given.ARRIVAL));
      second += ((Pick.Chosen) pick).endpoint().toString().startsWith("10.0.0.2") ? 1 : 0;
    }
    return second / 10_000.0;
  }

  @Test
  void aSlowStartFollowsItsCurve() {
    Policy.SlowStart steep = new Policy.SlowStart(Duration.ofSeconds(100).toNanos(), 2, 10);
    assertThat(steep.factor(Duration.ofSeconds(25).toNanos())).isEqualTo(0.5);
    assertThat(steep.factor(0)).isEqualTo(0.1);
    assertThat(steep.factor(Duration.ofSeconds(100).toNanos())).isEqualTo(1.0);
  }

  @Test
  void onlyTheEnforcedShareOfFindingsEjects() {
    Outliers half =
        new Outliers(
            1,
            0,
            0,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(300),
            100,
            false,
            new Outliers.Enforcing(25, 0, 0));
    Settings settings = settings(new Policy.Random(), Discovery.STATIC, 0, half);
    List<Group.Seed> seeds = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      seeds.add(seed("10.0.0." + i, 1));
    }
    Cluster cluster = cluster(settings, new Group(Locality.UNKNOWN, 0, 0, seeds));
    cluster.endpoints().all().forEach(each -> cluster.observe(each, Observation.SERVER_ERROR, 0));
    assertThat(cluster.endpoints().all().stream().filter(each -> each.live().out())).hasSize(25);
  }

  @Test
  void aRetryLeavesPrioritiesThatItUsedUpWhereOthersCanServe() {
    Cluster cluster =
        cluster(
            settings(new Policy.Random(), Discovery.STATIC, 0),
            new Group(Locality.UNKNOWN, 0, 0, List.of(seed("10.0.0.1", 1), seed("10.0.0.2", 1))),
            new Group(Locality.UNKNOWN, 1, 0, List.of(seed("10.1.0.1", 1))));
    List<Endpoint> all = cluster.endpoints().all();
    assertThat(priorities(cluster, List.of(all.get(0)))).containsExactly(0);
    assertThat(priorities(cluster, List.of(all.get(0), all.get(1)))).containsExactly(1);
    // Nothing is left: back to all of them.
    assertThat(priorities(cluster, List.of(all.get(0), all.get(1), all.get(2), all.get(2))))
        .containsExactly(0);
  }

  private static java.util.Set<Integer> priorities(Cluster cluster, List<Endpoint> tried) {
    java.util.Set<Integer> seen = new java.util.TreeSet<>();
    for (int i = 0; i < 50; i++) {
      PickContext again =
          new PickContext(0, false, new SplittableRandom(i), 0, tried, Given.ARRIVAL, 2);
      seen.add(((Pick.Chosen) cluster.pick(again)).endpoint().priority());
    }
    return seen;
  }
}
