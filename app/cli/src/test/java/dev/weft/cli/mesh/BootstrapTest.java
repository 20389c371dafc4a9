package dev.weft.cli.mesh;

import static dev.weft.cli.mesh.Directories.workload;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each file in the resources is what a member's proxy is started with. Run with
/// `-Dweft.golden=write` to write them anew, and review the difference.
final class BootstrapTest {
  private static final Path GOLDEN = Path.of("src/test/resources/dev/weft/cli/mesh");

  private static final String MESH =
      workload(
              "reviews",
              "serviceAccount: reviews\ncommand: [python3]\nports: [{name: http, port: 9080}]")
          + workload("istio-ingressgateway", "gateway: true");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"reviews", "istio-ingressgateway"})
  void theBootstrapFileIsTheOneThatWasReviewed(String name) throws IOException {
    Member member =
        Census.of(Directories.served(directory, MESH), 66).orElseThrow().stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow();
    Bootstrap.Site site =
        new Bootstrap.Site(
            MeshPorts.USUAL,
            Path.of("/mesh/.weft/run", name, "sds.sock"),
            Path.of("/mesh/.weft/run/logs", name + ".access.log"),
            member.gateway() ? "a-token" : "");

    String rendered = Bootstrap.render(member, site);

    Path golden = GOLDEN.resolve(name + ".bootstrap.yaml");
    if (System.getProperty("weft.golden", "").equals("write")) {
      Files.writeString(golden, rendered);
    }
    assertThat(rendered).isEqualTo(Files.readString(golden));
  }
}
