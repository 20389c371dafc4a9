package dev.weft.controlplane.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AppliedTest {
  @TempDir private Path directory;

  private static String service(String name) {
    return "apiVersion: v1\nkind: Service\nmetadata: {name: " + name + "}\nspec: {ports: []}\n";
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList().stream();
    }
  }

  @Test
  void whatCannotBeWrittenInWholeIsNotAppliedInPart() throws Exception {
    Applied applied = Applied.open(directory, "default");
    Path inTheWay =
        Files.createDirectories(directory.resolve("Service.default.b.yaml.next/something"));

    assertThatThrownBy(() -> applied.apply("two.yaml", service("a") + "---\n" + service("b")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write to " + directory + ": ")
        .hasMessageContaining("nothing was applied")
        .hasMessageContaining("make room");
    assertThat(names()).containsExactly("Service.default.b.yaml.next");

    Files.delete(inTheWay);
    Files.delete(directory.resolve("Service.default.b.yaml.next"));
    applied.apply("two.yaml", service("a") + "---\n" + service("b"));
    assertThat(names())
        .containsExactlyInAnyOrder("Service.default.a.yaml", "Service.default.b.yaml");
  }
}
