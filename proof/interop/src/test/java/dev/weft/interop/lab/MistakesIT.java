package dev.weft.interop.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.interop.DataPlane;
import dev.weft.interop.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Mistakes in a lab's file: in a lab that runs with them, `lab check` says of each which call
/// fails for it, what is wrong and what to do.
@Tag("labs")
@EnabledIfSystemProperty(
    named = "user.name",
    matches = "root",
    disabledReason = "network namespaces need root: run this as root")
class MistakesIT {
  private static final Path SOURCE = Project.path("proof/interop/src/test/resources/labs/mistakes");

  /// One mistake.
  ///
  /// @param right what the file has
  /// @param wrong what is written instead
  /// @param expectation the name of the one that does not hold then
  /// @param seen what the caller sees
  /// @param told what is said of it: what is wrong, and the remedy
  private record Mistake(
      String right, String wrong, String expectation, String seen, List<String> told) {}

  private static final List<Mistake> MISTAKES =
      List.of(
          new Mistake(
              "{cluster: north, ",
              "{cluster: north, authority: own-root, ",
              "a target below the same root",
              "untrusted",
              List.of("refuse one another's certificates", "write 'authority: mesh-root'")),
          new Mistake(
              "trustDomain: blue.example, trusts: [red.example]",
              "trustDomain: blue.example",
              "a target of another mesh",
              "fail",
              List.of("the bundle of 'red.example' is missing here", "add 'red.example' to")),
          new Mistake(
              "{name: south, mesh: red, network: network1}",
              "{name: south, mesh: red, network: network1, networkLabel: network2}",
              "a target in a labelled network",
              "fail",
              List.of(
                  "its pods are in 'network2', but they are in 'network1'",
                  "remove 'networkLabel'")),
          new Mistake(
              "{name: network2}",
              "{name: network2, blocked: [15443]}",
              "a target behind a gateway",
              "unreachable",
              List.of("lets nobody in at port 15443", "remove 15443 from 'blocked'")),
          new Mistake(
              "\"http://target.shop/\"",
              "\"http://tarqet.shop/\"",
              "a name that exists",
              "no-name",
              List.of("the name 'tarqet.shop' has no address", "add a workload of that name")),
          new Mistake(
              "{name: target, ",
              "{name: target, injected: false, ",
              "a target that knows who calls",
              "the server saw no identity",
              List.of("'target', which has no sidecar", "remove 'injected: false'")),
          new Mistake(
              "{name: late, ",
              "{name: late, tokenLife: 1s, ",
              "a target with a token",
              "no-endpoint",
              List.of(
                  "a token of 1 s has expired",
                  "remove 'tokenLife'",
                  "pod east/late takes no traffic",
                  "put a fresh token of this service account")),
          new Mistake(
              "{name: early, ",
              "{name: early, clock: +3d, ",
              "a target with the time of day",
              "no-endpoint",
              List.of(
                  "the clock of its pods is off by +3d",
                  "remove 'clock'",
                  "pod east/early takes no traffic",
                  "validity check failed")));

  @TempDir private Path folder = Path.of("");

  private static String seeded(String text) {
    String seeded = text;
    for (Mistake mistake : MISTAKES) {
      assertThat(seeded).containsOnlyOnce(mistake.right());
      seeded = seeded.replace(mistake.right(), mistake.wrong());
    }
    return seeded;
  }

  @Test
  void eachMistakeOfARunningLabIsNamedWithItsRemedy() {
    try (LabRun lab = new LabRun(SOURCE, MistakesIT::seeded, folder)) {
      LabRun.Ended up = lab.up(DataPlane.WEFT);
      assertThat(up.status()).as(() -> up.output() + lab.story()).isZero();
      LabRun.Ended check = lab.check();
      System.out.println(check.output());
      assertThat(check.status()).as(check.output()).isNotZero();
      for (Mistake mistake : MISTAKES) {
        assertThat(check.output().lines().filter(line -> line.contains(mistake.expectation())))
            .as("%s%n%s", mistake.expectation(), lab.story())
            .singleElement()
            .asString()
            .contains(" NO ", mistake.seen());
        assertThat(check.output()).contains(mistake.told());
      }
    }
  }

  @Test
  void withoutThemEverythingHoldsAndNothingIsRemarked() {
    try (LabRun lab = new LabRun(SOURCE, text -> text, folder)) {
      LabRun.Ended up = lab.up(DataPlane.WEFT);
      assertThat(up.status()).as(() -> up.output() + lab.story()).isZero();
      LabRun.Ended check = lab.check();
      assertThat(check.status()).as(() -> check.output() + lab.story()).isZero();
      assertThat(check.output()).doesNotContain("warning", "mistake", " NO ");
    }
  }

  @Test
  void whatCannotBeMadeIsNamedBeforeItIsUp() throws IOException {
    Path file = folder.resolve("refused.yaml");
    Files.writeString(
        file,
        """
        name: t-refused
        summary: two mistakes that nothing can run with
        meshes: [{name: mesh1}]
        clusters: [{name: east, podRange: 10.0.0.0/16}, {name: west, podRange: 10.0.128.0/17}]
        controlPlanes: [{cluster: east, serves: [east, west], reads: [west]}]
        gateways: [{name: eastwest, cluster: east, kind: east-west, address: false}]
        """);
    try (LabRun lab = new LabRun(SOURCE, text -> text, folder)) {
      LabRun.Ended check = lab.weft("lab", "check", file.toString());
      assertThat(check.status()).isNotZero();
      assertThat(check.output())
          .contains("10.0.128.0/17 overlaps 10.0.0.0/16", "choose ranges that share no address")
          .contains("its Service gets no address", "remove 'address: false'");
    }
  }
}
