package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Identity;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.SigningKey;
import dev.weft.pki.TrustBundle;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The mesh's root is replaced by another while requests flow: none fails, and certificates are
/// renewed meanwhile.
class RootRotationIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final TrustDomain DOMAIN = new TrustDomain("a.example");
  private static final int PORT = 9080;

  /// Life of certificates; they are renewed at half of it.
  private static final String LIFE = "30s";

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource(DataPlane.class)
  void noRequestFailsWhileTheRootOfTheMeshIsReplaced(DataPlane plane) throws Exception {
    Hierarchy old = Hierarchy.make(DOMAIN, "old");
    Hierarchy next = Hierarchy.make(DOMAIN, "next");
    X509Certificate first = old.root().root();
    X509Certificate second = next.root().root();
    Path secret = folder.resolve("cacerts.yaml");
    old.bring(secret, first);
    try (RunningMesh mesh =
            RunningMesh.up(plane, List.of(shape(), secret), Map.of("SECRET_TTL", LIFE));
        HttpClient admin = HttpClient.newHttpClient();
        SteadyCalls calls =
            SteadyCalls.start(mesh.client("client"), "http://server:" + PORT + "/", 50)) {
      Path live = mesh.directory().resolve("cacerts.yaml");
      flows(mesh, calls, "before");
      seenByAPeer(mesh, old);

      old.bring(live, first, second);
      every(mesh, admin, "both roots", it -> it.believes(Set.of(first, second)));
      flows(mesh, calls, "with both roots");

      next.bring(live, first, second);
      every(mesh, admin, "a new certificate", it -> it.shows(next.issuer()));
      flows(mesh, calls, "with new certificates");
      seenByAPeer(mesh, next);
      assertThat(asked(mesh, old).answer()).as("a certificate of the old root").contains("200");

      next.bring(live, second);
      every(mesh, admin, "the new root alone", it -> it.believes(Set.of(second)));
      flows(mesh, calls, "with the new root alone");
      assertThat(asked(mesh, old).answer()).as("the old root").doesNotContain("200");
      seenByAPeer(mesh, next);
      none(mesh, calls, "at the end");
    }
  }

  /// The same with a root that the control plane made, by the steps of the command. They are
  /// refused as long as somebody would suffer.
  @Test
  void noRequestFailsWhileARootOfTheMeshsOwnMakingIsReplaced() throws Exception {
    try (RunningMesh mesh =
            RunningMesh.up(DataPlane.WEFT, List.of(shape()), Map.of("SECRET_TTL", LIFE));
        HttpClient admin = HttpClient.newHttpClient();
        SteadyCalls calls =
            SteadyCalls.start(mesh.client("client"), "http://server:" + PORT + "/", 50)) {
      flows(mesh, calls, "before");
      step(mesh, "begin", "next: weft trust rotate switch");
      Patience.until(
          PATIENCE,
          () -> rotate(mesh, "switch").output(),
          () -> rotate(mesh, "switch").output().contains("it is not the time for switch"));
      assertThat(rotate(mesh, "finish").output()).contains("may be in use until");
      String issuer =
          rotate(mesh)
              .output()
              .lines()
              .filter(line -> line.startsWith("signs: "))
              .findFirst()
              .orElseThrow()
              .substring("signs: ".length());
      every(mesh, admin, "a new certificate", it -> it.shows(issuer));
      flows(mesh, calls, "with new certificates");
      step(mesh, "finish", "nothing is being replaced", "--now");
      every(
          mesh,
          admin,
          "the new root alone",
          it -> it.agentRoots().size() == 1 && it.believes(it.agentRoots()) && it.shows(issuer));
      flows(mesh, calls, "with the new root alone");
      none(mesh, calls, "at the end");
    }
  }

  private static void step(RunningMesh mesh, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    String then = all.remove(1);
    Weft.Ended ended = rotate(mesh, all.toArray(String[]::new));
    assertThat(ended.output()).contains(then);
    assertThat(ended.status()).isZero();
  }

  private static Weft.Ended rotate(RunningMesh mesh, String... words) {
    List<String> all = new ArrayList<>(List.of("trust", "rotate"));
    all.addAll(List.of(words));
    all.addAll(List.of("-C", mesh.directory().toString()));
    return Weft.run(mesh.directory(), all.toArray(String[]::new));
  }

  private Path shape() throws Exception {
    Path shape = Project.path("proof/interop/src/test/resources/trust/mesh.yaml");
    return Files.writeString(
        folder.resolve("mesh.yaml"), Files.readString(shape).replace("DOMAIN", DOMAIN.name()));
  }

  /// Waits for calls that begin now.
  private static void flows(RunningMesh mesh, SteadyCalls calls, String when) {
    long now = System.nanoTime();
    Patience.until(
        PATIENCE,
        () -> "100 calls " + when + ", but " + calls.since(now).size(),
        () -> calls.since(now).size() >= 100);
    none(mesh, calls, when);
  }

  private static void none(RunningMesh mesh, SteadyCalls calls, String when) {
    assertThat(calls.failures())
        .as(() ->
            "failed calls of %s, %s; the client's sidecar says %s"
                .formatted(
                    calls.outcomes().size(),
                    when,
                    RunningMesh.read(mesh.accessLog("client"))
                        .lines()
                        .filter(line -> !line.contains("\" 200 "))
                        .toList()))
        .isEmpty();
  }

  private static void every(
      RunningMesh mesh, HttpClient admin, String what, Predicate<ProxyTrust> seen) {
    for (String member : List.of("client", "server")) {
      String page = "http://" + mesh.part(member).at("/address").asString() + ":15000/config_dump";
      ProxyTrust[] last = new ProxyTrust[1];
      Patience.until(
          PATIENCE,
          () -> what + " at " + member + ", which has " + last[0],
          () -> {
            last[0] =
                ProxyTrust.of(RunningMesh.json(RunningMesh.get(admin, page, Map.of()).body()));
            return seen.test(last[0]);
          });
    }
  }

  /// The chain as a peer is given it: whoever knows the root alone can verify it, and the root
  /// itself is not sent.
  private static void seenByAPeer(RunningMesh mesh, Hierarchy of) throws Exception {
    SidecarPeer.Seen seen = asked(mesh, of);
    assertThat(seen.answer()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(seen.chain()).hasSize(3);
    assertThat(seen.chain().subList(1, 3))
        .containsExactly(of.issuing().chain().getFirst(), of.intermediate());
    TrustBundle root = TrustBundle.of(DOMAIN, List.of(of.root().root()));
    assertThat(root.verify(seen.chain(), Instant.now()).orElseThrow())
        .isEqualTo(new Identity(DOMAIN, "default", "server"));
  }

  private static SidecarPeer.Seen asked(RunningMesh mesh, Hierarchy of) throws Exception {
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, new SecureRandom());
    List<X509Certificate> chain = of.chain(key, new Identity(DOMAIN, "default", "client"));
    return SidecarPeer.ask(mesh.part("server").at("/address").asString(), PORT, key, chain);
  }
}
