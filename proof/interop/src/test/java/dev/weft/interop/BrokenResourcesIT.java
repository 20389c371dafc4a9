package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Broken resources are refused with file, line, column, cause and remedy; the mesh goes on with
/// what it had.
class BrokenResourcesIT {
  private static final Path CASES = Project.path("core/api/src/test/resources/broken");
  private static final Path BASE =
      Project.path("proof/interop/src/test/resources/scenarios/base.yaml");
  private static final int AT_LEAST = 30;

  @TempDir private Path folder = Path.of("");

  @Test
  void theMeshGoesOnAndEveryRefusalSaysWhereAndWhatToDo() throws IOException {
    List<Path> cases = cases();
    assertThat(cases).hasSizeGreaterThanOrEqualTo(AT_LEAST);
    try (RunningMesh mesh = RunningMesh.up(DataPlane.WEFT, List.of(BASE));
        HttpClient client = mesh.client("client-v1")) {
      List<String> wrong = new ArrayList<>();
      for (Path broken : cases) {
        String name = broken.getFileName().toString();
        Weft.Ended applied = Weft.run(mesh.directory(), "apply", "-f", broken.toString());
        Pattern place = Pattern.compile(Pattern.quote(name) + ":\\d+:\\d+: error: .+; .+");
        if (applied.status() == 0 || !place.matcher(applied.output()).find()) {
          wrong.add(name + " ended with " + applied.status() + ": " + applied.output());
        }
        Files.copy(broken, mesh.directory().resolve(name));
        assertThat(RunningMesh.get(client, "http://reviews:9080/", Map.of()).statusCode())
            .as("a call with %s in the directory", name)
            .isEqualTo(200);
      }
      assertThat(wrong).isEmpty();
      Path nothing = Files.writeString(folder.resolve("nothing.yaml"), "# to be written\n");
      Weft.Ended empty = Weft.run(mesh.directory(), "apply", "-f", nothing.toString());
      assertThat(empty.status()).as(empty.output()).isEqualTo(3);
      assertThat(empty.output()).contains("nothing to apply", "nothing.yaml");
      Weft.Ended analyzed = Weft.run(mesh.directory(), "analyze", mesh.directory().toString());
      assertThat(analyzed.status()).as(analyzed.output()).isNotZero();
    }
  }

  @Test
  void namesThatReferToNothingAreFoundWithTheNearestOne() throws IOException {
    Files.writeString(
        folder.resolve("dangling.yaml"),
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: reviews, namespace: default}
        spec:
          hosts: [reviews]
          gateways: [absent-gateway]
          http:
          - route: [{destination: {host: reviews, subset: v9}}]
        """);
    Files.copy(BASE, folder.resolve("base.yaml"));
    Weft.Ended ended = Weft.run(folder, "analyze", folder.toString());
    assertThat(ended.status()).isNotZero();
    assertThat(ended.output())
        .containsPattern("dangling\\.yaml:8:\\d+: error: .*v9")
        .containsPattern("dangling\\.yaml:6:\\d+: error: .*absent-gateway");
  }

  private static List<Path> cases() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      return files.filter(file -> file.toString().endsWith(".in.yaml")).sorted().toList();
    }
  }
}
