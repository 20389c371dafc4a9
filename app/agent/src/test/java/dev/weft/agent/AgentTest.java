package dev.weft.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.host.Environment;
import dev.weft.host.Running;
import dev.weft.host.port.HeldPort;
import dev.weft.model.Checked;
import dev.weft.model.Identity;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import dev.weft.pki.Inspection;
import dev.weft.pki.IssuePolicy;
import dev.weft.pki.Pem;
import dev.weft.pki.SigningKey;
import dev.weft.pki.SigningRequest;
import dev.weft.rpc.ca.CertificateService;
import dev.weft.rpc.caller.CallerInterceptor;
import dev.weft.rpc.caller.TokenAuthenticator;
import dev.weft.rpc.caller.WorkloadTokens;
import dev.weft.rpc.transport.Channels;
import dev.weft.rpc.transport.Listening;
import dev.weft.rpc.transport.Loops;
import dev.weft.rpc.transport.Target;
import dev.weft.rpc.xds.Follower;
import dev.weft.rpc.xds.XdsClient;
import dev.weft.xds.ClientSession;
import dev.weft.xds.Mode;
import dev.weft.xds.ResourceType;
import dev.weft.xds.XdsResource;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AgentTest {
  private static final TrustDomain DOMAIN = TrustDomain.CLUSTER_LOCAL;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final SecureRandom random = new SecureRandom();
  private final InstantSource clock = InstantSource.system();
  private final Authority authority =
      Authority.selfSigned(DOMAIN, Algorithm.ECDSA_P256, Instant.now(), random);
  private final WorkloadTokens tokens =
      new WorkloadTokens(SigningKey.make(Algorithm.ECDSA_P256, random), DOMAIN);
  private final Loops loops = Loops.of(1, "test");
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final List<AutoCloseable> open = new ArrayList<>();
  private int port;
  private Listening listening;

  @BeforeEach
  void startAuthority() throws Exception {
    HeldPort held = HeldPort.on("127.0.0.1");
    open.add(held);
    port = held.number();
    listening = authority(port);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    executor.shutdownNow();
    loops.close();
  }

  private Listening authority(int at) throws Exception {
    var policy = new IssuePolicy(Duration.ofHours(1), Duration.ofHours(2), Duration.ofMinutes(2));
    var service =
        new CertificateService(
            (caller, csr, asked) ->
                SigningRequest.parse(csr)
                    .then(request ->
                        Checked.valid(
                            authority.sign(
                                policy.template(request, caller, asked, clock.instant()), random))),
            event -> {});
    var caller =
        new CallerInterceptor(
            List.of(new TokenAuthenticator(tokens.verifier(clock))),
            CallerInterceptor.Rule.REQUIRED,
            () -> {});
    Listening listening =
        Listening.on(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), at),
            Optional.empty(),
            loops,
            new Listening.Offer(List.of(service), List.of(caller), executor));
    open.add(listening);
    return listening;
  }

  private Path agent(String name, String account, String ttl) throws Exception {
    Path token = directory.resolve(name + ".token");
    Files.writeString(
        token, tokens.issue("default", account, clock.instant(), Duration.ofHours(1)) + "\n");
    Path socket = directory.resolve(name + ".sock");
    Running running =
        new AgentProgram()
            .start(
                List.of(
                    "--name",
                    name,
                    "--service-account",
                    account,
                    "--token-file",
                    token.toString(),
                    "--ca-address",
                    "127.0.0.1:" + port,
                    "--sds-socket",
                    socket.toString(),
                    "--ttl",
                    ttl,
                    "--proxy=none",
                    "--status-port=0"),
                Environment.ofProcess()
                    .loggingTo(new PrintStream(log, true, StandardCharsets.UTF_8)));
    open.add(running);
    return socket;
  }

  /// What a proxy sees on the socket: the leaves in the order in which they came.
  private final class Proxy implements Follower {
    final List<X509Certificate> leaves = new CopyOnWriteArrayList<>();
    final List<X509Certificate> roots = new CopyOnWriteArrayList<>();
    final List<String> losses = new CopyOnWriteArrayList<>();

    Proxy(Path socket) {
      ClientSession session =
          new ClientSession(
              Mode.DELTA,
              Node.newBuilder().setId("proxy").build(),
              java.util.EnumSet.of(ResourceType.SECRET));
      XdsClient client =
          XdsClient.start(
              new Channels(loops, executor, clock),
              XdsClient.Connection.secrets(Target.pipe(socket)),
              session,
              this);
      client.subscribe(ResourceType.SECRET, Set.of("default", "ROOTCA"));
      open.add(client);
    }

    @Override
    public Map<String, String> offered(ClientSession.Offer offer) {
      Map<String, XdsResource> secrets = offer.candidate().of(ResourceType.SECRET);
      Optional.ofNullable(secrets.get("default"))
          .map(secret -> secret.as(Secret.class).getTlsCertificate().getCertificateChain())
          .ifPresent(chain -> leaves.add(first(chain.getInlineBytes().toStringUtf8())));
      Optional.ofNullable(secrets.get("ROOTCA"))
          .map(secret -> secret.as(Secret.class).getValidationContext().getTrustedCa())
          .ifPresent(chain -> roots.add(first(chain.getInlineBytes().toStringUtf8())));
      return Map.of();
    }

    private X509Certificate first(String pem) {
      return Pem.certificates(pem).orElseThrow().getFirst();
    }

    @Override
    public void disconnected(String why, Duration again) {
      losses.add(why);
    }

    int serials() {
      Set<Object> serials = new LinkedHashSet<>();
      leaves.forEach(leaf -> serials.add(leaf.getSerialNumber()));
      return serials.size();
    }
  }

  private void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      Thread.onSpinWait();
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
    assertThat(condition.getAsBoolean()).as(what + "; log: " + log).isTrue();
  }

  @Test
  void aWorkloadGetsItsCertificateAndTheRoot() throws Exception {
    Proxy proxy = new Proxy(agent("reviews-v1", "reviews", "1h"));
    until("a certificate arrives", () -> !proxy.leaves.isEmpty() && !proxy.roots.isEmpty());
    assertThat(Inspection.identity(proxy.leaves.getFirst()))
        .contains(new Identity(DOMAIN, "default", "reviews"));
    assertThat(proxy.roots.getFirst()).isEqualTo(authority.root());
  }

  @Test
  void aCertificateIsRenewedAtHalfOfItsLifeWithoutALoss() throws Exception {
    Proxy proxy = new Proxy(agent("reviews-v1", "reviews", "2s"));
    until("three certificates", () -> proxy.serials() >= 3);
    assertThat(proxy.losses).isEmpty();
    for (int i = 1; i < proxy.leaves.size(); i++) {
      assertThat(proxy.leaves.get(i).getNotAfter())
          .isAfterOrEqualTo(proxy.leaves.get(i - 1).getNotAfter());
    }
  }

  @Test
  void severalAgentsShareAProcess() throws Exception {
    List<Proxy> proxies = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      proxies.add(new Proxy(agent("w" + i, "account" + i, "1h")));
    }
    for (int i = 0; i < 5; i++) {
      Proxy proxy = proxies.get(i);
      until("a certificate arrives", () -> !proxy.leaves.isEmpty());
      assertThat(Inspection.identity(proxy.leaves.getFirst()))
          .contains(new Identity(DOMAIN, "default", "account" + i));
    }
  }

  @Test
  void anAgentOutlivesTheAbsenceOfItsAuthority() throws Exception {
    listening.close();
    Proxy proxy = new Proxy(agent("reviews-v1", "reviews", "3s"));
    until("it says so", () -> log.toString(StandardCharsets.UTF_8).contains("see whether"));
    Listening back = authority(port);
    until("a certificate arrives", () -> !proxy.leaves.isEmpty());
    back.close();
    until(
        "it warns",
        () -> log.toString(StandardCharsets.UTF_8).contains("warning: the certificate expires"));
    int before = proxy.serials();
    assertThat(proxy.losses).isEmpty();
    authority(port);
    until("it is renewed", () -> proxy.serials() > before);
  }

  private void token(String name, Instant from, Duration life) throws Exception {
    Path fresh = directory.resolve(name + ".token.new");
    Files.writeString(fresh, tokens.issue("default", "reviews", from, life));
    Files.move(
        fresh,
        directory.resolve(name + ".token"),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void theTokenIsReadAgainAtEachRenewalAndAnExpiredOneIsNamed() throws Exception {
    Proxy proxy = new Proxy(agent("reviews-v1", "reviews", "4s"));
    until("a certificate arrives", () -> !proxy.leaves.isEmpty());
    token("reviews-v1", clock.instant().minusSeconds(7200), Duration.ofHours(1));
    until(
        "it names the token",
        () ->
            log.toString(StandardCharsets.UTF_8)
                .contains(
                    "the token in " + directory.resolve("reviews-v1.token") + " expired at "));
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("put a fresh token of this service account in that file");
    int before = proxy.serials();
    token("reviews-v1", clock.instant(), Duration.ofHours(1));
    until("it is renewed", () -> proxy.serials() > before);
    assertThat(proxy.losses).isEmpty();
  }

  @Test
  void aTokenOfAnotherAccountIsNotTaken() throws Exception {
    Path token = directory.resolve("stolen.token");
    Files.writeString(
        token, tokens.issue("default", "admin", clock.instant(), Duration.ofHours(1)));
    Path socket = agent("reviews-v1", "reviews", "1h");
    Files.copy(
        token,
        directory.resolve("reviews-v2.token"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(Files.exists(socket)).isTrue();
    Running running =
        new AgentProgram()
            .start(
                List.of(
                    "--name=reviews-v2",
                    "--service-account=reviews",
                    "--token-file=" + directory.resolve("reviews-v2.token"),
                    "--ca-address=127.0.0.1:" + port,
                    "--sds-socket=" + directory.resolve("v2.sock"),
                    "--proxy=none",
                    "--status-port=0"),
                Environment.ofProcess()
                    .loggingTo(new PrintStream(log, true, StandardCharsets.UTF_8)));
    open.add(running);
    until(
        "it says so", () -> log.toString(StandardCharsets.UTF_8).contains("but this workload is"));
  }
}
