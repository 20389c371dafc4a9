package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.host.port.HeldPort;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A gateway whose Service the user wrote, with a port of its own choice: from outside by the port
/// asked of `weft up`, from inside by the Service.
class DoorsIT {
  private static final Path BASE =
      Project.path("proof/interop/src/test/resources/scenarios/base.yaml");
  private static final String INGRESS =
      """
      apiVersion: networking.istio.io/v1
      kind: Gateway
      metadata: {name: door}
      spec:
        selector: {istio: ingressgateway}
        servers:
        - {port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}
      ---
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: door}
      spec:
        hosts: ["*"]
        gateways: [door]
        http: [{directResponse: {status: 200, body: {string: "through the door"}}}]
      """;

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource(DataPlane.class)
  void theGatewayAnswersAtThePortAskedForAndAtItsService(DataPlane plane) throws IOException {
    Path resources = Files.writeString(folder.resolve("door.yaml"), INGRESS);
    try (HeldPort port = HeldPort.on("127.0.0.1");
        RunningMesh mesh =
            RunningMesh.up(
                plane, List.of(BASE, resources), "--port", Integer.toString(port.number()));
        HttpClient outside = HttpClient.newHttpClient();
        HttpClient inside = mesh.client("client-v1")) {
      assertThat(body(outside, "http://127.0.0.1:" + port.number() + "/"))
          .isEqualTo("through the door");
      assertThat(body(inside, "http://istio-ingressgateway.istio-system/"))
          .contains("through the door");
    }
  }

  private static String body(HttpClient client, String url) {
    return RunningMesh.get(client, url, Map.of()).body();
  }
}
