package dev.weft.xds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConvergenceTest {
  @ParameterizedTest
  @EnumSource(Mode.class)
  void clientAndServerConvergeOverALinkThatBreaksAndDelays(Mode mode) {
    each(400, random -> converges(mode, random));
  }

  private static void converges(Mode mode, Random random) {
    Link link = new Link(mode);
    link.connect();
    for (int step = 0; step < 60; step++) {
      act(link, random, true);
    }
    link.settle();
    assertThat(link.client.resources()).isEqualTo(reachable(link.target));
    assertThat(link.server.holding()).isFalse();
    assertThat(Objects.requireNonNull(link.server.status().get(ResourceType.CLUSTER)).state())
        .isEqualTo(Sync.State.SYNCED);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aRouteNeverGoesToAClusterThatTheClientDoesNotHaveWithEndpoints(Mode mode) {
    each(400, random -> neverDangles(mode, random));
  }

  private static void neverDangles(Mode mode, Random random) {
    Link link = new Link(mode);
    link.connect();
    for (int step = 0; step < 80; step++) {
      // A state-of-the-world client that reconnects is told everything at once, removals included.
      act(link, random, mode == Mode.DELTA);
      Resources held = link.client.resources();
      Set<String> used = Meshes.routedClusters(held);
      assertThat(held.of(ResourceType.CLUSTER).keySet()).containsAll(used);
      assertThat(held.of(ResourceType.ENDPOINT).keySet()).containsAll(used);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void refusedResourcesKeepTheirOldVersionAndTheOthersGoOn(Mode mode) {
    each(200, random -> goesOn(mode, random));
  }

  private static void goesOn(Mode mode, Random random) {
    Link link = new Link(mode);
    link.judge =
        (type, resource) ->
            type == ResourceType.CLUSTER && (resource.version().hashCode() & 3) == 0 ? "odd" : "";
    link.connect();
    for (int step = 0; step < 60; step++) {
      act(link, random, false);
    }
    link.settle();
    Set<String> wanted = new HashSet<>();
    for (XdsResource cluster : link.target.of(ResourceType.CLUSTER).values()) {
      if (link.judge.apply(ResourceType.CLUSTER, cluster).isEmpty()) {
        assertThat(link.client.resources().find(ResourceType.CLUSTER, cluster.name()))
            .contains(cluster);
      } else {
        wanted.add(cluster.name());
        assertThat(link.client.resources().find(ResourceType.CLUSTER, cluster.name()))
            .isNotEqualTo(java.util.Optional.of(cluster));
      }
    }
    Sync status = Objects.requireNonNull(link.server.status().get(ResourceType.CLUSTER));
    assertThat(status.nack().map(nack -> nack.resources().keySet()).orElse(Set.of()))
        .isEqualTo(wanted);
  }

  /// Runs the property once for each seed, and names the seed that broke it.
  private static void each(int seeds, Consumer<Random> property) {
    for (int seed = 0; seed < seeds; seed++) {
      try {
        property.accept(new Random(seed));
      } catch (AssertionError | RuntimeException broken) {
        throw new AssertionError("with seed " + seed + ": " + broken.getMessage(), broken);
      }
    }
  }

  private static void act(Link link, Random random, boolean mayBreak) {
    switch (random.nextInt(mayBreak ? 10 : 9)) {
      case 0, 1 -> link.push(Meshes.random(random));
      case 2, 3, 4, 5 -> link.deliverDown();
      case 6, 7, 8 -> link.deliverUp();
      default -> link.connect();
    }
  }

  /// Of route tables only those that a listener asks for, as a client holds no others.
  private static Resources reachable(Resources all) {
    Set<String> routes = new HashSet<>();
    all.of(ResourceType.LISTENER)
        .values()
        .forEach(listener -> routes.addAll(listener.references().routes()));
    return all.toBuilder().retain(ResourceType.ROUTE, routes).build();
  }
}
