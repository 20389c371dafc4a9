package dev.weft.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServedTest {
  private static final String RULE =
      """
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: reviews}
      spec:
        hosts: [reviews]
        http:
        - route:
          - destination: {host: reviews, subset: v9}
      """;

  @TempDir private Path directory;

  @Test
  void everyFileBelowIsReadButNoneThatIsHidden() {
    Directories.write(directory, "a.yaml", RULE);
    Directories.write(directory, "below/b.yml", RULE.replace("name: reviews", "name: other"));
    Directories.write(directory, ".weft/run/c.yaml", "a: [");
    Directories.write(directory, "notes.txt", "a: [");

    Served served = Served.read(directory, directory);

    assertThat(served.problems()).isEmpty();
    assertThat(served.files()).isEqualTo(2);
    assertThat(served.resources())
        .extracting(resource -> resource.key().name())
        .containsExactly("reviews", "other");
  }

  @Test
  void brokenYamlIsNamedByFileAndLineAndItsNeighbourIsKept() {
    Directories.write(directory, "broken.yaml", "a: b\nc: [\n");
    Directories.write(directory, "good.yaml", RULE);

    Served served = Served.read(directory, directory);

    assertThat(served.problems()).singleElement().asString().startsWith("broken.yaml:3:1: error: ");
    assertThat(served.resources()).hasSize(1);
  }

  @Test
  void bytesThatAreNoTextAreAProblemOfThatFile() throws IOException {
    Files.write(directory.resolve("image.yaml"), new byte[] {(byte) 0xff, (byte) 0xd8, 0, 1});

    assertThat(Served.read(directory, directory).problems())
        .singleElement()
        .asString()
        .isEqualTo(
            "image.yaml:1:1: error: the file is not text: it has bytes that are not UTF-8 text;"
                + " give a YAML or JSON file in UTF-8");
  }

  @Test
  void theSameResourceTwiceIsAnErrorThatNamesBothPlaces() {
    Directories.write(directory, "a.yaml", RULE);
    Directories.write(directory, "b.yaml", RULE);

    assertThat(Served.read(directory, directory).problems())
        .singleElement()
        .asString()
        .contains("b.yaml:3:", "a.yaml:3:", "VirtualService default/reviews");
  }

  @Test
  void analysisSeesWhatNoResourceShowsAlone() {
    Served served = Directories.served(directory, RULE);

    assertThat(served.problems()).isEmpty();
    assertThat(served.analysis(List.of())).asString().contains("reviews");
  }

  @Test
  void aFileOrNothingIsRefused() {
    Path file = Directories.write(directory, "a.yaml", RULE);

    assertThatThrownBy(() -> Served.read(file, directory))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.exit()).isEqualTo(Exit.REFUSED))
        .hasMessageContaining("is a file");
    assertThatThrownBy(() -> Served.read(directory.resolve("none"), directory))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("there is no directory");
  }
}
