package dev.weft.injection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.yaml.Document;
import dev.weft.api.yaml.Node;
import dev.weft.api.yaml.Yaml;
import dev.weft.api.yaml.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each `NAME.in.yaml` becomes its `NAME.out.yaml`. Run with `-Dweft.golden=write` to write them
/// anew, and review the difference.
final class InjectionCasesTest {
  private static final Path CASES = Path.of("src/test/resources/cases");

  static Stream<String> cases() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".in.yaml"))
          .map(name -> name.substring(0, name.length() - ".in.yaml".length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static Node read(String name, String text) {
    return switch (Yaml.read(name, text).getFirst()) {
      case Document.Read(Node root) -> root;
      case Document.Broken(var problem) -> throw new AssertionError(problem);
    };
  }

  private static InjectionSettings settings(String name) {
    return name.startsWith("old-")
        ? InjectionSettings.USUAL.withoutNativeSidecars()
        : InjectionSettings.USUAL;
  }

  private static Map<String, Object> injected(String name) throws IOException {
    Map<String, Object> tree =
        Trees.of(read(name, Files.readString(CASES.resolve(name + ".in.yaml"))));
    return Templates.change(
        tree,
        found ->
            Selection.byHand(found.pod()) instanceof Decision.Inject
                ? Optional.of(Injector.inject(found.pod(), settings(name)))
                : Optional.empty());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aResourceIsInjectedAsItWasReviewed(String name) throws IOException {
    String text = YamlText.of(read(name, Trees.json(injected(name))));
    Path golden = CASES.resolve(name + ".out.yaml");
    if (System.getProperty("weft.golden", "").equals("write")) {
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden));
  }

  @Test
  void theAgentIsToldWhatTheInjectedPodSays() throws IOException {
    PodTree pod = PodTree.of(injected("pod"));
    Sidecar sidecar =
        Sidecar.of(
                pod,
                new Sidecar.Facts("reviews-1", "shop", "reviews", List.of("10.0.0.7", "fd00::7")))
            .orElseThrow();
    assertThat(sidecar.capture())
        .startsWith("capture", "apply")
        .containsSequence("-x", "10.9.0.0/16")
        .containsSequence("-d", "15090,15021,9999,15020");
    assertThat(sidecar.agent()).startsWith("agent");
    assertThat(sidecar.variables())
        .containsEntry("POD_NAME", "reviews-1")
        .containsEntry("INSTANCE_IP", "10.0.0.7,fd00::7")
        .containsEntry("SERVICE_ACCOUNT", "reviews")
        .containsEntry("ISTIO_META_CLUSTER_ID", "Kubernetes");
    assertThat(sidecar.first()).isTrue();
    assertThat(
            Sidecar.of(
                PodTree.of(Map.of("spec", Map.of())), new Sidecar.Facts("x", "y", "z", List.of())))
        .isEmpty();
  }
}
