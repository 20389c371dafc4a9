package dev.weft.cli.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.CommandLines;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Programs;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InjectCommandTest {
  private static final String RESOURCES =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: reviews}
      spec: {ports: [{port: 80}]}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: reviews}
      spec: {template: {metadata: {labels: {app: reviews}}, spec: {containers: [{name: app}]}}}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: host}
      spec: {hostNetwork: true, containers: [{name: app}]}
      """;

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  private int run(String... words) {
    Environment environment =
        new Environment(
            directory,
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(errors, true, StandardCharsets.UTF_8));
    return CommandLines.assemble(new Programs(List.of()), environment).execute(words);
  }

  @Test
  void podsGetAProxyAndEverythingElseStays() throws Exception {
    Files.writeString(directory.resolve("all.yaml"), RESOURCES);
    int status = run("inject", "-f", "all.yaml", "--network", "net-1", "--no-native-sidecar");
    assertThat(status).isZero();
    String printed = out.toString(StandardCharsets.UTF_8);
    assertThat(printed.split("---\n", -1)).hasSize(3);
    assertThat(printed.split("---\n", -1)[0]).contains("kind: Service").doesNotContain("istio");
    assertThat(printed.split("---\n", -1)[1])
        .contains("name: istio-proxy")
        .contains("name: istio-init")
        .contains("ISTIO_META_NETWORK\n")
        .contains("value: net-1")
        .doesNotContain("restartPolicy");
    assertThat(printed.split("---\n", -1)[2]).doesNotContain("istio-proxy");
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains("Pod host is left as it is: the pod has hostNetwork");
  }

  @Test
  void brokenTextIsRefusedWithItsPlace() throws Exception {
    Files.writeString(directory.resolve("broken.yaml"), "kind: Pod\nspec: [1\n");
    assertThat(run("inject", "-f", "broken.yaml")).isEqualTo(Exit.REFUSED.status());
    assertThat(errors.toString(StandardCharsets.UTF_8)).contains("broken.yaml:");
  }
}
