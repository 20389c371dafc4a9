package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What passes between two sidecars is TLS, and each shows a certificate with its own SPIFFE id.
class MutualTlsIT {
  private static final Path BASE =
      Project.path("proof/interop/src/test/resources/scenarios/base.yaml");

  @ParameterizedTest
  @EnumSource(DataPlane.class)
  void bytesBetweenSidecarsAreTlsBetweenTheRightIdentities(DataPlane plane) throws IOException {
    try (RunningMesh mesh = RunningMesh.up(plane, List.of(BASE))) {
      String reviews = mesh.part("reviews-v1").at("/address").asString();
      try (Tap tap = Tap.between(new InetSocketAddress(reviews, 9080));
          HttpClient client = mesh.client("client-v1")) {
        Files.writeString(mesh.directory().resolve("tapped.yaml"), tapped(tap.port()));
        Patience.until(
            Duration.ofSeconds(60),
            () -> "an answer through the tap",
            () ->
                RunningMesh.get(client, "http://tapped.example:9080/", Map.of()).statusCode()
                    == 200);
        HttpResponse<String> response =
            RunningMesh.get(client, "http://tapped.example:9080/secret-path", Map.of());

        byte[] bytes = tap.heard();
        assertThat(bytes).as("bytes between the sidecars").hasSizeGreaterThan(200);
        assertThat(bytes[0]).as("content type of the first record: handshake").isEqualTo((byte) 22);
        assertThat(bytes[1]).as("major version of TLS").isEqualTo((byte) 3);
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
            .doesNotContain("secret-path")
            .doesNotContain("HTTP/1.1");

        String shown =
            RunningMesh.json(response.body()).at("/headers/x-forwarded-client-cert").asString("");
        assertThat(shown)
            .contains("By=spiffe://cluster.local/ns/default/sa/reviews")
            .contains("URI=spiffe://cluster.local/ns/default/sa/client");
      }
    }
  }

  /// A second way to the first version of reviews, through the tap.
  private static String tapped(int port) {
    return """
    apiVersion: networking.istio.io/v1
    kind: ServiceEntry
    metadata: {name: tapped, namespace: default}
    spec:
      hosts: [tapped.example]
      location: MESH_INTERNAL
      resolution: STATIC
      ports: [{number: 9080, name: http, protocol: HTTP, targetPort: %d}]
      endpoints:
      - address: 127.0.0.1
        serviceAccount: reviews
        labels: {security.istio.io/tlsMode: istio}
    """
        .formatted(port);
  }
}
