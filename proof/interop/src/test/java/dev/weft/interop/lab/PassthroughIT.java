package dev.weft.interop.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.interop.DataPlane;
import dev.weft.interop.Patience;
import dev.weft.interop.Project;
import dev.weft.linux.command.Commands;
import dev.weft.linux.namespace.Namespace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Between two meshes on two networks, TLS runs from sidecar to sidecar. The client sees the remote
/// workload's own certificate, the gateway on the way sees records and a name, and holds no key but
/// its own.
@Tag("labs")
@EnabledIfSystemProperty(
    named = "user.name",
    matches = "root",
    disabledReason = "network namespaces need root: run this as root")
class PassthroughIT {
  private static final Duration BOUND = Duration.ofSeconds(90);
  private static final JsonMapper JSON = new JsonMapper();
  private static final String RED = "{name: red, trustDomain: red.example,";
  private static final String LOG =
      "{name: red, settings: \"accessLogFile: /dev/stdout\\naccessLogFormat: \\\"SAW"
          + " %UPSTREAM_PEER_URI_SAN% %UPSTREAM_PEER_CERT% OF %REQ(:PATH)%\\\\n\\\"\\n\","
          + " trustDomain: red.example,";
  private static final Pattern SAW = Pattern.compile("SAW (\\S+) (\\S+) OF /marked-request");
  private static final String PATH = "/marked-request";
  private static final int CALLS = 12;

  /// Not root, and not the proxy's, whose connections are not captured.
  private static final int USER = 1000;

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource(DataPlane.class)
  void tlsRunsFromSidecarToSidecarAndTheGatewayHoldsNoKeyForIt(DataPlane plane) throws Exception {
    try (LabRun lab = new LabRun("two-networks", folder)) {
      Path file = folder.resolve("lab.yaml");
      String written = Files.readString(file);
      assertThat(written).contains(RED);
      Files.writeString(file, written.replace(RED, LOG));
      LabRun.Ended up = lab.up(plane);
      assertThat(up.status()).as(() -> up.output() + lab.story()).isZero();
      Namespace gateway = pod(lab, "west.eastwest");
      try (Wire wire = Wire.tap(gateway, "eth0", "tcp port 15443 or tcp port 8080", folder)) {
        Patience.until(BOUND, lab::story, () -> call(lab).ok());
        for (int i = 0; i < CALLS; i++) {
          Commands.Outcome call = call(lab);
          assertThat(call.ok()).as(() -> call.out() + call.error() + lab.story()).isTrue();
        }
        List<X509Certificate> seen = seen(lab);
        theClientSawTheCertificateOfTheWorkload(lab, seen);
        theGatewaySawRecordsAndNames(wire);
        theGatewayHoldsNoOtherKey(lab, seen);
      }
      LabRun.Ended down = lab.down();
      assertThat(down.status()).as(down.output()).isZero();
      assertThat(Leftovers.of(lab.name())).isEmpty();
    }
  }

  private static Commands.Outcome call(LabRun lab) {
    return Commands.attempt(
        pod(lab, "east.caller")
            .words(
                USER, List.of("curl", "-sS", "--fail", "-m", "20", "http://blue-echo.shop" + PATH)),
        "");
  }

  private static Namespace pod(LabRun lab, String name) {
    return new Namespace("weft-" + lab.name() + ".pod." + name);
  }

  private static Path state(LabRun lab) {
    return Project.path(".weft/lab").resolve(lab.name());
  }

  /// The certificates that the calling sidecar says servers proved, one a call.
  private static List<X509Certificate> seen(LabRun lab) throws GeneralSecurityException {
    Path log = state(lab).resolve("logs/east-caller.log");
    Patience.until(BOUND, () -> read(log), () -> SAW.matcher(read(log)).results().count() >= CALLS);
    List<X509Certificate> seen = new ArrayList<>();
    Matcher line = SAW.matcher(read(log));
    while (line.find()) {
      assertThat(line.group(1)).isEqualTo("spiffe://blue.example/ns/shop/sa/blue-echo");
      seen.addAll(certificates(URLDecoder.decode(line.group(2), StandardCharsets.UTF_8)));
    }
    return seen;
  }

  /// They are those that the two workloads serve, name them, and are signed by the root of their
  /// mesh.
  private static void theClientSawTheCertificateOfTheWorkload(
      LabRun lab, List<X509Certificate> seen) throws Exception {
    List<X509Certificate> own = new ArrayList<>();
    for (String server : List.of("west.blue-echo-v1", "west.blue-echo-v2")) {
      own.add(own(keys(pod(lab, server))));
    }
    X509Certificate root = root(lab, "blue");
    assertThat(seen)
        .isNotEmpty()
        .allSatisfy(certificate -> {
          assertThat(own).contains(certificate);
          assertThat(certificate.getSubjectAlternativeNames())
              .containsExactly(List.of(6, "spiffe://blue.example/ns/shop/sa/blue-echo"));
          certificate.verify(root.getPublicKey());
        });
    assertThat(root.getPublicKey()).isNotEqualTo(root(lab, "red").getPublicKey());
  }

  /// Every byte of every stream, towards the gateway and on to the workload, is of a TLS record;
  /// the name that clients ask for is all that can be read.
  private static void theGatewaySawRecordsAndNames(Wire wire) {
    Map<Wire.Flow, byte[]> flows =
        new TreeMap<>(java.util.Comparator.comparing(Wire.Flow::toString));
    Patience.until(
        BOUND,
        () -> "streams: " + flows.keySet(),
        () -> {
          flows.clear();
          wire.flows()
              .forEach((flow, bytes) -> {
                if (bytes.length > 0) {
                  flows.put(flow, bytes);
                }
              });
          return List.of(15443, 8080).stream()
              .allMatch(port ->
                  flows.keySet().stream().anyMatch(flow -> flow.targetPort() == port)
                      && flows.keySet().stream().anyMatch(flow -> flow.sourcePort() == port));
        });
    flows.forEach((flow, bytes) -> {
      assertThat(TlsRecords.flaw(bytes)).as(flow.toString()).isEmpty();
      assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
          .as(flow.toString())
          .doesNotContain("HTTP/1.1", "marked-request", "spiffe://");
      // A caller's own port can be any, 8080 too: what comes from 15443 is an answer of the
      // gateway.
      boolean asked = flow.targetPort() == 8080 && flow.sourcePort() != 15443;
      if (flow.targetPort() == 15443 || asked) {
        assertThat(TlsRecords.serverName(bytes))
            .as(flow.toString())
            .contains("outbound_.80_._.blue-echo.shop.svc.cluster.local");
      }
    });
  }

  /// Its secrets with a private key are one, for its own identity.
  private static void theGatewayHoldsNoOtherKey(LabRun lab, List<X509Certificate> seen)
      throws Exception {
    Map<String, List<X509Certificate>> keys = keys(pod(lab, "west.eastwest"));
    assertThat(keys).containsOnlyKeys("default");
    X509Certificate own = own(keys);
    assertThat(own.getSubjectAlternativeNames())
        .containsExactly(List.of(6, "spiffe://blue.example/ns/istio-system/sa/eastwest"));
    assertThat(seen)
        .allSatisfy(
            certificate -> assertThat(certificate.getPublicKey()).isNotEqualTo(own.getPublicKey()));
  }

  /// The certificate that a proxy proves who it is with.
  private static X509Certificate own(Map<String, List<X509Certificate>> keys) {
    return keys.getOrDefault("default", List.of()).getFirst();
  }

  /// The chains of a proxy's secrets that have private keys, by the names of the secrets.
  private static Map<String, List<X509Certificate>> keys(Namespace pod) throws Exception {
    JsonNode dump =
        JSON.readTree(pod.run("curl", "-fsS", "-m", "20", "http://127.0.0.1:15000/config_dump"));
    Map<String, List<X509Certificate>> keys = new TreeMap<>();
    for (JsonNode config : dump.path("configs")) {
      if (config.path("@type").asString("").endsWith("SecretsConfigDump")) {
        for (String kind : List.of("static_secrets", "dynamic_active_secrets")) {
          for (JsonNode each : config.path(kind)) {
            JsonNode pair = each.path("secret").path("tls_certificate");
            if (!pair.isMissingNode()) {
              keys.put(
                  each.path("name").asString(""),
                  certificates(text(pair.path("certificate_chain"))));
            }
          }
        }
      }
    }
    return keys;
  }

  private static String text(JsonNode source) {
    JsonNode bytes = source.path("inline_bytes");
    return bytes.isMissingNode()
        ? source.path("inline_string").asString("")
        : new String(Base64.getDecoder().decode(bytes.asString("")), StandardCharsets.UTF_8);
  }

  private static X509Certificate root(LabRun lab, String mesh) throws Exception {
    return certificates(read(state(lab).resolve("roots").resolve(mesh).resolve("root-cert.pem")))
        .getFirst();
  }

  private static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    List<X509Certificate> all = new ArrayList<>();
    CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
        .forEach(each -> all.add((X509Certificate) each));
    return all;
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException notYet) {
      return "";
    }
  }
}
