package dev.weft.interop.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.interop.DataPlane;
import dev.weft.interop.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each lab comes up, everything that it expects is so, and it leaves nothing behind.
@Tag("labs")
@EnabledIfSystemProperty(
    named = "user.name",
    matches = "root",
    disabledReason = "network namespaces need root: run this as root")
class LabIT {
  private static final List<String> LABS =
      List.of(
          "no-mesh",
          "one-control-plane",
          "two-meshes",
          "two-networks",
          "multi-primary",
          "multi-network",
          "primary-remote",
          "external-control-plane");

  /// Labs whose drills run on Envoy too; each costs more than half a minute, and these have all
  /// kinds of faults that a proxy has to bear.
  private static final Set<String> DRILLED_ON_ENVOY =
      Set.of("two-meshes", "two-networks", "multi-network", "primary-remote");

  /// In which a pod comes and goes; the first is enough unless the machine is busy.
  private static final int ROUNDS = 5;

  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path folder = Path.of("");

  static Stream<Arguments> labs() {
    return LABS.stream()
        .flatMap(lab -> Stream.of(DataPlane.values()).map(plane -> Arguments.of(lab, plane)));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("labs")
  void everyExpectationHoldsAndNothingIsLeftBehind(String name, DataPlane plane)
      throws IOException {
    try (LabRun lab = new LabRun(name, folder)) {
      long began = System.nanoTime();
      LabRun.Ended up = lab.up(plane);
      assertThat(up.status()).as(() -> up.output() + lab.story()).isZero();
      long ready = System.nanoTime();
      LabRun.Ended check = lab.check();
      System.out.printf(
          "%s on %s: up in %d s, checked in %d s%n%s%n",
          name,
          plane.label(),
          seconds(began, ready),
          seconds(ready, System.nanoTime()),
          check.output());
      assertThat(check.status()).as(() -> check.output() + lab.story()).isZero();
      if (name.equals("one-control-plane")) {
        unmodifiedProgramsUseTheMesh(lab);
        endpointsOfTheOtherClusterAreKnownWithinASecond(lab);
        if (plane == DataPlane.WEFT) {
          new SilentProxy(lab).itsPodIsOutOfItsServicesUntilItSpeaks();
        }
      }
      if (plane == DataPlane.WEFT || DRILLED_ON_ENVOY.contains(name)) {
        whatAFaultCostsIsWithinBounds(lab);
      }
      LabRun.Ended down = lab.down();
      assertThat(down.status()).as(down.output()).isZero();
      assertThat(Leftovers.of(lab.name())).isEmpty();
    }
  }

  private static long seconds(long from, long until) {
    return (until - from) / 1_000_000_000L;
  }

  private static void unmodifiedProgramsUseTheMesh(LabRun lab) throws IOException {
    Clients.of(lab)
        .forEach((client, heard) ->
            assertThat(heard.output())
                .as(client)
                .contains("\"pod\": \"echo\"")
                .contains("\"peer\": \"spiffe://cluster.local/ns/shop/sa/caller\""));
  }

  /// Among them: a control plane that is dead costs no request, a zone less than one in a hundred.
  private static void whatAFaultCostsIsWithinBounds(LabRun lab) {
    LabRun.Ended drills = lab.weft("lab", "drill", "-l", lab.name());
    System.out.println(drills.output());
    assertThat(drills.status()).as(() -> drills.output() + lab.story()).isZero();
  }

  private void endpointsOfTheOtherClusterAreKnownWithinASecond(LabRun lab) throws IOException {
    Propagation propagation = new Propagation(lab, folder);
    List<Duration> added = new ArrayList<>();
    List<Duration> removed = new ArrayList<>();
    for (int i = 0; i < ROUNDS && !(quick(added) && quick(removed)); i++) {
      added.add(propagation.added());
      removed.add(propagation.removed());
    }
    System.out.println(
        "endpoints of west at a proxy of east: added " + added + ", removed " + removed);
    assertThat(quick(added)).as("added after %s", added).isTrue();
    assertThat(quick(removed)).as("removed after %s", removed).isTrue();
  }

  private static boolean quick(List<Duration> durations) {
    return durations.stream().anyMatch(each -> each.compareTo(SECOND) < 0);
  }

  @Test
  void downAfterEverythingWasKilledLeavesNothing() {
    try (LabRun lab = new LabRun("multi-primary", folder)) {
      LabRun.Ended up = lab.up(DataPlane.WEFT);
      assertThat(up.status()).as(() -> up.output() + lab.story()).isZero();
      List<ProcessHandle> processes = Leftovers.processes(lab.name());
      assertThat(processes).hasSizeGreaterThan(10);
      processes.forEach(ProcessHandle::destroyForcibly);
      Patience.until(
          Duration.ofSeconds(60),
          () -> "still there: " + Leftovers.processes(lab.name()),
          () -> processes.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(Leftovers.of(lab.name())).isNotEmpty();
      LabRun.Ended down = lab.down();
      assertThat(down.status()).as(down.output()).isZero();
      assertThat(Leftovers.of(lab.name())).isEmpty();
    }
  }
}
