package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weft.compiler.emission.StaticBootstrap;
import dev.weft.model.Identity;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import dev.weft.pki.IssuePolicy;
import dev.weft.pki.SigningKey;
import dev.weft.pki.SigningRequest;
import dev.weft.pki.Svid;
import dev.weft.testkit.golden.Case;
import dev.weft.testkit.golden.Readable;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Real Envoy accepts what every proxy of every golden case is told.
class GoldenCasesIT {
  private static final int IN_ONE_RUN = 25;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir private Path folder = Path.of("");

  private record Told(String name, Case golden, String proxy) {}

  static Stream<List<Told>> batches() {
    List<Told> all = new ArrayList<>();
    for (Case golden : Case.below(Project.path("proof/testkit/src/test/resources/cases"))) {
      for (String proxy : golden.cast().names()) {
        all.add(new Told(golden.name() + "/" + proxy, golden, proxy));
      }
    }
    return IntStream.range(0, (all.size() + IN_ONE_RUN - 1) / IN_ONE_RUN)
        .mapToObj(batch ->
            List.copyOf(
                all.subList(batch * IN_ONE_RUN, Math.min(all.size(), (batch + 1) * IN_ONE_RUN))));
  }

  /// Many proxies share one Envoy: names and addresses are made different, and nothing else.
  @ParameterizedTest
  @MethodSource("batches")
  void envoyAcceptsWhatProxiesAreTold(List<Told> batch) throws Exception {
    Bootstrap.Builder all =
        Bootstrap.newBuilder().setNode(Node.newBuilder().setId("golden").setCluster("golden"));
    for (int i = 0; i < batch.size(); i++) {
      add(batch.get(i), i + 1, all.getStaticResourcesBuilder());
    }
    Path file =
        Files.writeString(folder.resolve("envoy.json"), withFiles(Readable.json(all.build())));
    Path log = folder.resolve("log");
    Process envoy =
        new ProcessBuilder(Project.envoy().toString(), "--mode", "validate", "-c", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(envoy.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      envoy.destroyForcibly();
    }
    assertThat(envoy.exitValue()).as(Files.readString(log)).isZero();
    assertThat(log).content().contains("OK");
  }

  private static void add(Told told, int number, Bootstrap.StaticResources.Builder into)
      throws InvalidProtocolBufferException {
    Bootstrap own =
        StaticBootstrap.of(Node.getDefaultInstance(), told.golden().compile(told.proxy()));
    for (Cluster cluster : own.getStaticResources().getClustersList()) {
      boolean agent = cluster.getName().equals("sds-grpc");
      if (!agent) {
        into.addClusters(cluster.toBuilder().setName(told.name() + "/" + cluster.getName()));
      } else if (into.getClustersList().stream().noneMatch(cluster::equals)) {
        into.addClusters(cluster);
      }
    }
    int listeners = 0;
    for (Listener listener : own.getStaticResources().getListenersList()) {
      Listener.Builder renamed =
          listener.toBuilder().setName(told.name() + "/" + listener.getName());
      if (listener.getAddress().hasSocketAddress()) {
        renamed
            .getAddressBuilder()
            .getSocketAddressBuilder()
            .setAddress("127.1." + number + "." + ++listeners);
      }
      into.addListeners(renamed);
    }
  }

  /// The files that the cases name are made here.
  private String withFiles(String json) throws IOException {
    SecureRandom random = new SecureRandom();
    Instant now = Instant.now();
    Authority authority =
        Authority.selfSigned(TrustDomain.CLUSTER_LOCAL, Algorithm.ECDSA_P256, now, random);
    Identity identity = new Identity(TrustDomain.CLUSTER_LOCAL, "default", "golden");
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, random);
    SigningRequest request =
        SigningRequest.parse(SigningRequest.make(key, identity, random)).orElseThrow();
    Svid svid =
        Svid.of(
                key,
                authority.sign(
                    IssuePolicy.DEFAULT.template(request, identity, Duration.ofHours(1), now),
                    random))
            .orElseThrow();
    Files.writeString(folder.resolve("c.pem"), svid.chainPem());
    Files.writeString(folder.resolve("k.pem"), key.pem());
    Files.writeString(folder.resolve("ca.pem"), authority.chainPem());
    return json.replace("\"/etc/", "\"" + folder + "/");
  }
}
