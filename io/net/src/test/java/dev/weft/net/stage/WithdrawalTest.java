package dev.weft.net.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import dev.weft.graph.Graph;
import dev.weft.graph.Record;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.model.Identity;
import dev.weft.model.TrustDomain;
import dev.weft.net.NetSettings;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import dev.weft.pki.SigningKey;
import dev.weft.pki.Svid;
import dev.weft.pki.Template;
import dev.weft.xds.ResourceType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Trust that is withdrawn ends the connections that it was given to.
@ExtendWith(Leaks.class)
final class WithdrawalTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Domain HERE = Domain.of("here");
  private static final Domain THERE = Domain.of("there");

  private final Records records = new Records();
  private final Stage stage = Stage.open(NetSettings.standard().withLoops(2), records);

  /// What is spoken between the two.
  private enum Spoken {
    TCP,
    HTTP1,
    HTTP2;

    Filter filter(String cluster) {
      return this == TCP
          ? Xds.tcpFilter(cluster)
          : Xds.hcm(List.of(Xds.to("/", cluster)), manager -> manager);
    }

    Cluster.Builder between(Cluster.Builder cluster) {
      return this == HTTP2 ? Xds.http2(cluster) : cluster;
    }
  }

  private Spoken spoken = Spoken.TCP;

  private record Domain(TrustDomain name, Authority authority) {
    static Domain of(String name) {
      TrustDomain domain = new TrustDomain(name);
      return new Domain(
          domain, Authority.selfSigned(domain, Algorithm.ECDSA_P256, Instant.now(), RANDOM));
    }

    Secret certificate(String secret, String account) {
      SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, RANDOM);
      Instant now = Instant.now();
      Identity identity = new Identity(name, "default", account);
      Svid svid =
          Svid.of(
                  key,
                  authority.sign(
                      Template.svid(
                          key.publicKey(),
                          identity,
                          now.minusSeconds(5),
                          now.plus(Duration.ofHours(1))),
                      RANDOM))
              .orElseThrow();
      return Secret.newBuilder()
          .setName(secret)
          .setTlsCertificate(
              TlsCertificate.newBuilder()
                  .setCertificateChain(text(svid.chainPem()))
                  .setPrivateKey(text(key.pem())))
          .build();
    }
  }

  private final Secret ours = HERE.certificate("ours", "server");
  private final Secret theirs = THERE.certificate("theirs", "caller");

  private static DataSource text(String text) {
    return DataSource.newBuilder().setInlineString(text).build();
  }

  private static Secret trusting(String secret, Domain... domains) {
    SPIFFECertValidatorConfig.Builder validator = SPIFFECertValidatorConfig.newBuilder();
    for (Domain domain : domains) {
      validator.addTrustDomains(
          SPIFFECertValidatorConfig.TrustDomain.newBuilder()
              .setName(domain.name().toString())
              .setTrustBundle(text(domain.authority().bundle().pem())));
    }
    return Secret.newBuilder()
        .setName(secret)
        .setValidationContext(
            CertificateValidationContext.newBuilder()
                .setCustomValidatorConfig(
                    TypedExtensionConfig.newBuilder()
                        .setName("envoy.tls.cert_validator.spiffe")
                        .setTypedConfig(Any.pack(validator.build()))))
        .build();
  }

  private static CommonTlsContext common(String certificate, String roots) {
    return CommonTlsContext.newBuilder()
        .addTlsCertificateSdsSecretConfigs(SdsSecretConfig.newBuilder().setName(certificate))
        .setValidationContextSdsSecretConfig(SdsSecretConfig.newBuilder().setName(roots))
        .build();
  }

  private static TransportSocket socket(com.google.protobuf.Message context) {
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.tls")
        .setTypedConfig(Any.pack(context))
        .build();
  }

  /// `out` in plain text, to `in` under mutual TLS, to the application. There is no way out before
  /// it is known where `in` listens.
  private Graph graph(Graph previous, int application, Domain[] inbound, Domain[] outbound) {
    TransportSocket server =
        socket(
            DownstreamTlsContext.newBuilder()
                .setRequireClientCertificate(BoolValue.of(true))
                .setCommonTlsContext(common("ours", "roots-in"))
                .build());
    TransportSocket client =
        socket(
            UpstreamTlsContext.newBuilder()
                .setCommonTlsContext(common("theirs", "roots-out"))
                .build());
    Xds xds =
        new Xds()
            .add(ResourceType.SECRET, ours)
            .add(ResourceType.SECRET, theirs)
            .add(ResourceType.SECRET, trusting("roots-in", inbound))
            .add(ResourceType.SECRET, trusting("roots-out", outbound))
            .cluster("app", application)
            .listener("in", 0, Xds.chain(spoken.filter("app"), server));
    stage
        .address("in")
        .ifPresent(inside ->
            xds.cluster(
                    "far",
                    cluster -> spoken.between(cluster).setTransportSocket(client),
                    inside.getPort())
                .listener("out", 0, Xds.chain(spoken.filter("far"))));
    return xds.link(previous);
  }

  /// Both listeners, where both domains are trusted.
  private Graph served(int application) {
    Domain[] both = {HERE, THERE};
    Graph inner = graph(Graph.EMPTY, application, both, both);
    assertThat(stage.swap(inner)).isEmpty();
    Graph all = graph(inner, application, both, both);
    assertThat(all.rejections()).isEmpty();
    assertThat(stage.swap(all)).isEmpty();
    return all;
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private static Backend echo() throws Exception {
    return Backend.of(talk -> {
      int next = talk.in().read();
      while (next >= 0) {
        talk.out().write(next);
        talk.out().flush();
        next = talk.in().read();
      }
    });
  }

  private Caller connected() throws Exception {
    Caller caller = new Caller(stage.address("out").orElseThrow().getPort());
    caller.socket.setSoTimeout(120_000);
    return caller;
  }

  private static void exchange(Caller caller, String word) throws Exception {
    caller.send(word);
    assertThat(new String(caller.in.readNBytes(word.length()))).isEqualTo(word);
  }

  private Optional<Record> record(Predicate<Record> wanted) {
    return records.all.stream().filter(wanted).findFirst();
  }

  @Test
  void aClientWhoseBundleIsWithdrawnIsClosedWithAReasonAndOthersAreNot() throws Exception {
    Domain[] both = {HERE, THERE};
    try (Backend backend = echo()) {
      Graph before = served(backend.port());
      try (Caller caller = connected()) {
        exchange(caller, "hello");
        Graph same = graph(before, backend.port(), new Domain[] {THERE, HERE}, both);
        stage.swap(same);
        exchange(caller, "still");
        stage.swap(graph(same, backend.port(), new Domain[] {HERE}, both));
        assertThat(caller.closed()).isTrue();
        Records.until(() -> record(WithdrawalTest::distrusted).isPresent());
        Record told = record(WithdrawalTest::distrusted).orElseThrow();
        assertThat(told.ending().flags()).containsExactly(ResponseFlag.LR);
        assertThat(told.ending().terminationDetails())
            .contains("spiffe://there/ns/default/sa/caller")
            .contains("not trusted here; trusted are [here]");
        assertThat(told.peer().uriSan()).isEqualTo("spiffe://there/ns/default/sa/caller");
      }
    }
  }

  private static boolean distrusted(Record record) {
    return record.ending().details().equals("trust_withdrawn");
  }

  @Test
  void aConnectionToAServerWhoseBundleIsWithdrawnIsClosedWithAReason() throws Exception {
    Domain[] both = {HERE, THERE};
    try (Backend backend = echo()) {
      Graph before = served(backend.port());
      try (Caller caller = connected()) {
        exchange(caller, "hello");
        stage.swap(graph(before, backend.port(), both, new Domain[] {THERE}));
        assertThat(caller.closed()).isTrue();
        Predicate<Record> outward = record -> record.listener().name().equals("out");
        Records.until(() -> record(outward).isPresent());
        assertThat(record(outward).orElseThrow().upstream().orElseThrow().transportFailure())
            .contains("the server is not trusted any more")
            .contains("trust domain 'here'");
      }
    }
  }

  /// An application that takes a request and does not answer.
  private static Backend silent(CountDownLatch taken) throws Exception {
    return Backend.of(talk -> {
      talk.request();
      taken.countDown();
      while (talk.in().read() >= 0) {}
    });
  }

  @ParameterizedTest
  @EnumSource(
      value = Spoken.class,
      names = {"HTTP1", "HTTP2"})
  void aRequestUnderWayEndsWhenTheBundleOfItsClientIsWithdrawn(Spoken version) throws Exception {
    spoken = version;
    Domain[] both = {HERE, THERE};
    CountDownLatch taken = new CountDownLatch(1);
    try (Backend backend = silent(taken)) {
      Graph before = served(backend.port());
      try (Caller caller = connected()) {
        caller.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n");
        assertThat(taken.await(30, TimeUnit.SECONDS)).isTrue();
        stage.swap(graph(before, backend.port(), new Domain[] {HERE}, both));
        assertThat(caller.reply().status()).isEqualTo(503);
        Records.until(() -> record(WithdrawalTest::distrusted).isPresent());
        assertThat(record(WithdrawalTest::distrusted).orElseThrow().ending().terminationDetails())
            .startsWith("trust_withdrawn: the client is not trusted any more: no_bundle: ")
            .contains("spiffe://there/ns/default/sa/caller");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Spoken.class,
      names = {"HTTP1", "HTTP2"})
  void aRequestUnderWayEndsWhenTheBundleOfItsServerIsWithdrawn(Spoken version) throws Exception {
    spoken = version;
    Domain[] both = {HERE, THERE};
    CountDownLatch taken = new CountDownLatch(1);
    try (Backend backend = silent(taken)) {
      Graph before = served(backend.port());
      try (Caller caller = connected()) {
        caller.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n");
        assertThat(taken.await(30, TimeUnit.SECONDS)).isTrue();
        stage.swap(graph(before, backend.port(), both, new Domain[] {THERE}));
        assertThat(caller.reply().status()).isEqualTo(503);
        Predicate<Record> outward = record -> record.listener().name().equals("out");
        Records.until(() -> record(outward).isPresent());
        assertThat(record(outward).orElseThrow().upstream().orElseThrow().transportFailure())
            .startsWith("TLS_error: trust_withdrawn: the server is not trusted any more: no_bundle")
            .contains("trust domain 'here'");
      }
    }
  }

  /// The same trust domain is believed, by another root.
  private static Domain[] replaced(Domain domain, Domain other) {
    return new Domain[] {Domain.of(domain.name().toString()), other};
  }

  private static Backend late(CountDownLatch taken, CountDownLatch go) throws Exception {
    return Backend.of(talk -> {
      talk.head();
      taken.countDown();
      go.await(120, TimeUnit.SECONDS);
      talk.send(Backend.ok("late"));
      talk.head();
    });
  }

  @ParameterizedTest
  @EnumSource(
      value = Spoken.class,
      names = {"HTTP1", "HTTP2"})
  void aRequestUnderWayIsAnsweredWhenTheRootOfItsClientIsReplaced(Spoken version) throws Exception {
    spoken = version;
    Domain[] both = {HERE, THERE};
    CountDownLatch taken = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (Backend backend = late(taken, go)) {
      Graph before = served(backend.port());
      try (Caller caller = connected()) {
        caller.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n");
        assertThat(taken.await(30, TimeUnit.SECONDS)).isTrue();
        stage.swap(graph(before, backend.port(), replaced(THERE, HERE), both));
        go.countDown();
        assertThat(caller.reply().text()).isEqualTo("late");
        assertThat(record(WithdrawalTest::distrusted)).isEmpty();
        assertThat(caller.get("/").status()).as("on a connection made by now").isEqualTo(503);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Spoken.class,
      names = {"HTTP1", "HTTP2"})
  void aRequestUnderWayIsAnsweredWhenTheRootOfItsServerIsReplaced(Spoken version) throws Exception {
    spoken = version;
    Domain[] both = {HERE, THERE};
    CountDownLatch taken = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (Backend backend = late(taken, go)) {
      Graph before = served(backend.port());
      try (Caller caller = connected()) {
        caller.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n");
        assertThat(taken.await(30, TimeUnit.SECONDS)).isTrue();
        stage.swap(graph(before, backend.port(), both, replaced(HERE, THERE)));
        go.countDown();
        assertThat(caller.reply().text()).isEqualTo("late");
        assertThat(caller.get("/").status()).as("on a connection made by now").isEqualTo(503);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Spoken.class,
      names = {"HTTP1", "HTTP2"})
  void aServerThatDoesNotBelieveTheClientIsToldByItsAlert(Spoken version) throws Exception {
    spoken = version;
    Domain[] both = {HERE, THERE};
    CountDownLatch taken = new CountDownLatch(1);
    try (Backend backend = silent(taken)) {
      Graph before = served(backend.port());
      stage.swap(graph(before, backend.port(), new Domain[] {HERE}, both));
      try (Caller caller = connected()) {
        assertThat(caller.get("/").status()).isEqualTo(503);
        Predicate<Record> outward = record -> record.listener().name().equals("out");
        Records.until(() -> record(outward).isPresent());
        assertThat(record(outward).orElseThrow().upstream().orElseThrow().transportFailure())
            .startsWith(
                "TLS_error: refused_by_peer: the other side does not accept our certificate")
            .contains("unknown_ca");
        assertThat(taken.getCount()).isEqualTo(1);
      }
    }
  }
}
