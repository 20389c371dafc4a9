package dev.weft.net.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import dev.weft.graph.Graph;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.model.Identity;
import dev.weft.model.Problem;
import dev.weft.model.TrustDomain;
import dev.weft.net.NetSettings;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import dev.weft.pki.SigningKey;
import dev.weft.pki.Svid;
import dev.weft.pki.Template;
import dev.weft.xds.ResourceType;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Mutual TLS between two stages, retries, and the life of listeners.
@ExtendWith(Leaks.class)
final class LifeTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final TrustDomain DOMAIN = new TrustDomain("cluster.local");
  private static final Authority OURS =
      Authority.selfSigned(DOMAIN, Algorithm.ECDSA_P256, Instant.now(), RANDOM);
  private static final Authority THEIRS =
      Authority.selfSigned(DOMAIN, Algorithm.ECDSA_P256, Instant.now(), RANDOM);

  private final Records near = new Records();
  private final Records far = new Records();
  private final NetSettings settings = NetSettings.standard().withLoops(2);
  private final Stage client = Stage.open(settings, near);
  private final Stage server = Stage.open(settings, far);

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private static CommonTlsContext common(Authority by, Authority trusted, String account) {
    return common(by, trusted, account, Duration.ZERO);
  }

  /// @param skew by which the time of the certificate is off
  private static CommonTlsContext common(
      Authority by, Authority trusted, String account, Duration skew) {
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, RANDOM);
    Instant now = Instant.now().plus(skew);
    Identity identity = new Identity(DOMAIN, "default", account);
    Svid svid =
        Svid.of(
                key,
                by.sign(
                    Template.svid(
                        key.publicKey(), identity, now.minusSeconds(5), now.plusSeconds(3600)),
                    RANDOM))
            .orElseThrow();
    return CommonTlsContext.newBuilder()
        .addTlsCertificates(
            TlsCertificate.newBuilder()
                .setCertificateChain(text(svid.chainPem()))
                .setPrivateKey(text(key.pem())))
        .setValidationContext(
            CertificateValidationContext.newBuilder().setTrustedCa(text(trusted.bundle().pem())))
        .addAlpnProtocols("h2")
        .addAlpnProtocols("http/1.1")
        .build();
  }

  private static DataSource text(String pem) {
    return DataSource.newBuilder().setInlineString(pem).build();
  }

  private static TransportSocket downstream(CommonTlsContext common) {
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.tls")
        .setTypedConfig(
            Any.pack(
                DownstreamTlsContext.newBuilder()
                    .setCommonTlsContext(common)
                    .setRequireClientCertificate(com.google.protobuf.BoolValue.of(true))
                    .build()))
        .build();
  }

  private static TransportSocket upstream(CommonTlsContext common) {
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.tls")
        .setTypedConfig(
            Any.pack(
                UpstreamTlsContext.newBuilder()
                    .setCommonTlsContext(common)
                    .setSni("outbound_.80_.v1_.reviews.default.svc.cluster.local")
                    .build()))
        .build();
  }

  private int mesh(Backend backend, Authority clients) {
    return mesh(backend, common(clients, OURS, "productpage"));
  }

  private int mesh(Backend backend, CommonTlsContext clients) {
    Xds there =
        new Xds()
            .cluster("app", backend.port())
            .listener(
                "inbound",
                0,
                Xds.chain(
                    Xds.hcm(List.of(Xds.to("/", "app")), m -> m),
                    downstream(common(OURS, OURS, "reviews"))));
    assertThat(server.swap(there.link())).isEmpty();
    int port = server.address("inbound").orElseThrow().getPort();
    Xds here =
        new Xds()
            .cluster("reviews", b -> Xds.http2(b).setTransportSocket(upstream(clients)), port)
            .http("outbound", 0, Xds.to("/", "reviews"));
    assertThat(client.swap(here.link())).isEmpty();
    return client.address("outbound").orElseThrow().getPort();
  }

  @Test
  void twoStagesSpeakMutualTlsAndKnowEachOther() throws Exception {
    try (Backend backend = Backend.http(r -> Backend.ok("over tls"));
        Caller caller = new Caller(mesh(backend, OURS))) {
      for (int i = 0; i < 5; i++) {
        assertThat(caller.get("/").text()).isEqualTo("over tls");
      }
      assertThat(far.await(1).peer().identity())
          .contains(new Identity(DOMAIN, "default", "productpage"));
      assertThat(near.await(1).upstream().orElseThrow().peer().orElseThrow().uriSan())
          .isEqualTo("spiffe://cluster.local/ns/default/sa/reviews");
      assertThat(far.all.getFirst().peer().serverName()).isEmpty();
    }
  }

  @Test
  void aStrangerIsTurnedAwayAndTheReasonIsRecorded() throws Exception {
    try (Backend backend = Backend.http(r -> Backend.ok("never"));
        Caller caller = new Caller(mesh(backend, THEIRS))) {
      assertThat(caller.get("/").status()).isEqualTo(503);
      assertThat(far.await(1).ending().terminationDetails()).contains("not vouched for");
      assertThat(backend.requests).isEmpty();
    }
  }

  @Test
  void plainTextToAStrictPortIsRefusedWithAReason() throws Exception {
    try (Backend backend = Backend.http(r -> Backend.ok("never"))) {
      mesh(backend, OURS);
      try (Caller caller = new Caller(server.address("inbound").orElseThrow().getPort())) {
        caller.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
        caller.in.readAllBytes();
        assertThat(far.await(1).ending().terminationDetails()).contains("TLS_error");
        assertThat(far.all.getFirst().ending().transportFailure()).contains("spoke plain text");
      }
    }
  }

  @Test
  void plainTextWhereOnlyTlsHasAChainIsNamed() throws Exception {
    FilterChain chain =
        Xds.chain(Xds.tcpFilter("none"), downstream(common(OURS, OURS, "reviews"))).toBuilder()
            .setFilterChainMatch(
                FilterChainMatch.newBuilder()
                    .setTransportProtocol("tls")
                    .addApplicationProtocols("istio"))
            .build();
    Listener.Builder listener =
        Listener.newBuilder()
            .setName("inbound")
            .setAddress(Xds.address("127.0.0.1", 0))
            .addFilterChains(chain);
    listener
        .addListenerFiltersBuilder()
        .setName("envoy.filters.listener.tls_inspector")
        .setTypedConfig(Any.pack(TlsInspector.getDefaultInstance()));
    assertThat(server.swap(new Xds().add(ResourceType.LISTENER, listener.build()).link()))
        .isEmpty();
    try (Caller caller = new Caller(server.address("inbound").orElseThrow().getPort())) {
      caller.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(caller.closed()).isTrue();
      assertThat(far.await(1).ending().flags()).containsExactly(ResponseFlag.NR);
      assertThat(far.all.getFirst().ending().transportFailure())
          .isEqualTo("the client spoke plain text where TLS is required");
    }
  }

  @Test
  void anExpiredOrPrematureCertificateIsNamedOnBothSides() throws Exception {
    for (Duration skew : List.of(Duration.ofDays(-2), Duration.ofDays(2))) {
      String reason = skew.isNegative() ? "expired at" : "not valid before";
      CommonTlsContext bad = common(OURS, OURS, "productpage", skew);
      try (Backend backend = Backend.http(r -> Backend.ok("never"));
          Caller caller = new Caller(mesh(backend, bad))) {
        assertThat(caller.get("/").status()).isEqualTo(503);
        Records.until(
            () -> far.all.stream().anyMatch(r -> r.ending().transportFailure().contains(reason)));
        assertThat(backend.requests).isEmpty();
      }
    }
  }

  @Test
  void aConnectionThatFailsFreesAllWhoWaitForOneToItsEndpoint() throws Exception {
    try (Stage one = Stage.open(NetSettings.standard().withLoops(1), near);
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      CommonTlsContext common = common(OURS, OURS, "productpage");
      Xds xds =
          new Xds()
              .cluster(
                  "out",
                  b ->
                      b.setTransportSocket(upstream(common)).setConnectTimeout(Xds.millis(600_000)),
                  silent.getLocalPort())
              .http("in", 0, Xds.to("/", "out"));
      assertThat(one.swap(xds.link())).isEmpty();
      int port = one.address("in").orElseThrow().getPort();
      try (Caller first = new Caller(port);
          Caller second = new Caller(port)) {
        first.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
        second.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
        try (Socket ended = silent.accept();
            Socket _ = silent.accept()) {
          ended.close();
          assertThat(first.reply().status()).isEqualTo(503);
          assertThat(second.reply().status()).isEqualTo(503);
        }
      }
    }
  }

  private int outbound(Xds xds) {
    assertThat(client.swap(xds.link())).isEmpty();
    return client.address("in").orElseThrow().getPort();
  }

  @Test
  void aFailedAttemptIsMadeAgainWithItsBody() throws Exception {
    try (Backend backend =
        Backend.of(talk -> {
          Backend.Request request = talk.request();
          if (talk.number() == 1) {
            talk.send(Backend.status(503));
          } else {
            talk.send(
                Backend.ok(new String(request.body()) + request.header("x-envoy-attempt-count")));
          }
          talk.head();
        })) {
      RetryPolicy policy =
          RetryPolicy.newBuilder().setRetryOn("5xx").setNumRetries(Xds.number(2)).build();
      Xds xds =
          new Xds()
              .cluster("out", backend.port())
              .http("in", 0, Xds.to("/", "out", a -> a.setRetryPolicy(policy)));
      try (Caller caller = new Caller(outbound(xds))) {
        caller.send("PUT / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nbody");
        Caller.Reply reply = caller.reply();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).startsWith("body");
        assertThat(near.await(1).upstream().orElseThrow().attempts()).isEqualTo(2);
        assertThat(client.connections()).isEqualTo(1);
      }
    }
  }

  @Test
  void exhaustedRetriesAreFlagged() throws Exception {
    try (Backend backend = Backend.http(r -> Backend.status(503))) {
      RetryPolicy policy =
          RetryPolicy.newBuilder().setRetryOn("5xx").setNumRetries(Xds.number(2)).build();
      Xds xds =
          new Xds()
              .cluster("out", backend.port())
              .http("in", 0, Xds.to("/", "out", a -> a.setRetryPolicy(policy)));
      try (Caller caller = new Caller(outbound(xds))) {
        assertThat(caller.get("/").status()).isEqualTo(503);
        assertThat(near.await(1).ending().flags()).contains(ResponseFlag.URX);
        assertThat(backend.requests).hasSize(3);
      }
    }
  }

  @Test
  void requestsBeyondTheClustersLimitAreRefused() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (Backend backend =
        Backend.of(talk -> {
          talk.head();
          go.await(120, TimeUnit.SECONDS);
          talk.send(Backend.ok("late"));
          talk.head();
        })) {
      Xds xds =
          new Xds()
              .cluster(
                  "out", b -> Xds.limits(b, t -> t.setMaxRequests(Xds.number(1))), backend.port())
              .http("in", 0, Xds.to("/", "out"));
      int port = outbound(xds);
      try (Caller first = new Caller(port);
          Caller second = new Caller(port)) {
        first.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
        Records.until(() -> backend.connections.get() == 1);
        Caller.Reply refused = second.get("/");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("x-envoy-overloaded")).isEqualTo("true");
        assertThat(near.await(1).ending().flags()).containsExactly(ResponseFlag.UO);
        go.countDown();
        assertThat(first.reply().text()).isEqualTo("late");
      }
    }
  }

  @Test
  void aPortInUseIsOneProblemAndTheRestIsServed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Backend backend = Backend.http(r -> Backend.ok("ok"))) {
      Xds xds =
          new Xds()
              .cluster("out", backend.port())
              .http("taken", taken.getLocalPort(), Xds.to("/", "out"))
              .http("in", 0, Xds.to("/", "out"));
      List<Problem> problems = client.swap(xds.link());
      assertThat(problems).hasSize(1);
      assertThat(problems.getFirst().toString()).contains("'taken' cannot listen on 127.0.0.1:");
      try (Caller caller = new Caller(client.address("in").orElseThrow().getPort())) {
        assertThat(caller.get("/").text()).isEqualTo("ok");
      }
    }
  }

  @Test
  void aSwapMovesNewRequestsAndARemovedListenerClosesItsConnectionsPolitely() throws Exception {
    try (Backend one = Backend.http(r -> Backend.ok("one"));
        Backend two = Backend.http(r -> Backend.ok("two"))) {
      Graph first = new Xds().cluster("out", one.port()).http("in", 0, Xds.to("/", "out")).link();
      assertThat(client.swap(first)).isEmpty();
      try (Caller caller = new Caller(client.address("in").orElseThrow().getPort())) {
        assertThat(caller.get("/").text()).isEqualTo("one");
        Graph second =
            new Xds().cluster("out", two.port()).http("in", 0, Xds.to("/", "out")).link(first);
        assertThat(client.swap(second)).isEmpty();
        assertThat(caller.get("/").text()).isEqualTo("two");
        assertThat(client.swap(new Xds().cluster("out", two.port()).link(second))).isEmpty();
        assertThat(caller.closed()).isTrue();
        Records.until(() -> client.connections() == 0);
      }
    }
  }

  @Test
  void aRequestOnAConnectionWhoseListenerChangedIsAnsweredAndTheLast() throws Exception {
    try (Backend backend = Backend.http(r -> Backend.ok("one"))) {
      Graph before = changed(backend, "before", Graph.EMPTY);
      assertThat(client.swap(before)).isEmpty();
      try (Caller caller = new Caller(client.address("in").orElseThrow().getPort())) {
        assertThat(caller.get("/").header("connection")).isEmpty();
        assertThat(client.swap(changed(backend, "after", before))).isEmpty();
        Caller.Reply reply = caller.get("/");
        assertThat(reply.text()).isEqualTo("one");
        assertThat(reply.header("connection")).isEqualTo("close");
        assertThat(caller.closed()).isTrue();
      }
    }
  }

  @Test
  void aResponseThatHadBegunWhenItsListenerChangedIsNotTheLast() throws Exception {
    CountDownLatch swapped = new CountDownLatch(1);
    try (Backend backend =
        Backend.of(talk -> {
          talk.head();
          talk.send("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n");
          swapped.await();
          talk.send("one");
          talk.head();
          talk.send(Backend.ok("two"));
        })) {
      Graph before = changed(backend, "before", Graph.EMPTY);
      assertThat(client.swap(before)).isEmpty();
      try (Caller caller = new Caller(client.address("in").orElseThrow().getPort())) {
        caller.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n");
        String head = Backend.Wire.head(caller.in);
        assertThat(head).contains("200").doesNotContainIgnoringCase("connection: close");
        assertThat(client.swap(changed(backend, "after", before))).isEmpty();
        swapped.countDown();
        assertThat(new String(caller.in.readNBytes(3), StandardCharsets.US_ASCII)).isEqualTo("one");
        Caller.Reply reply = caller.get("/");
        assertThat(reply.text()).isEqualTo("two");
        assertThat(reply.header("connection")).isEqualTo("close");
        assertThat(caller.closed()).isTrue();
      }
    }
  }

  private static Graph changed(Backend backend, String name, Graph previous) {
    return new Xds()
        .cluster("out", backend.port())
        .http("in", 0, named(name), Xds.to("/", "out"))
        .link(previous);
  }

  private static UnaryOperator<HttpConnectionManager.Builder> named(String name) {
    return manager -> manager.setStatPrefix(name);
  }

  @Test
  void aDrainingStageFinishesWhatItHasAndSaysClose() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (Backend backend =
        Backend.of(talk -> {
          talk.head();
          go.await(120, TimeUnit.SECONDS);
          talk.send(Backend.ok("finished"));
          talk.head();
        })) {
      Xds xds = new Xds().cluster("out", backend.port()).http("in", 0, Xds.to("/", "out"));
      try (Caller caller = new Caller(outbound(xds))) {
        caller.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
        Records.until(() -> backend.connections.get() == 1);
        client.drain();
        go.countDown();
        Caller.Reply reply = caller.reply();
        assertThat(reply.text()).isEqualTo("finished");
        assertThat(reply.header("connection")).isEqualTo("close");
        assertThat(caller.closed()).isTrue();
        client.close(Duration.ofSeconds(60));
      }
    }
  }

  @Test
  void aPerTryTimeoutTriesAgain() throws Exception {
    try (Backend backend =
        Backend.of(talk -> {
          talk.head();
          if (talk.number() > 1) {
            talk.send(Backend.ok("second"));
          }
          talk.head();
        })) {
      RetryPolicy policy =
          RetryPolicy.newBuilder()
              .setRetryOn("5xx")
              // On a busy machine the second attempt may be late as well.
              .setNumRetries(Xds.number(20))
              .setPerTryTimeout(Xds.millis(500))
              .build();
      Xds xds =
          new Xds()
              .cluster("out", backend.port())
              .http("in", 0, Xds.to("/", "out", a -> a.setRetryPolicy(policy)));
      try (Caller caller = new Caller(outbound(xds))) {
        assertThat(caller.get("/").text()).isEqualTo("second");
      }
    }
  }

  @Test
  void aNameIsResolvedBeforeItIsConnectedTo() throws Exception {
    try (Backend backend = Backend.http(r -> Backend.ok("named"))) {
      Xds xds =
          new Xds()
              .cluster(
                  "out",
                  b ->
                      b.setType(
                              io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType
                                  .STRICT_DNS)
                          .setDnsLookupFamily(
                              io.envoyproxy.envoy.config.cluster.v3.Cluster.DnsLookupFamily.V4_ONLY)
                          .setLoadAssignment(named("localhost", backend.port())))
              .http("in", 0, Xds.to("/", "out"));
      int port = outbound(xds);
      try (Caller caller = new Caller(port)) {
        assertThat(caller.get("/").text()).isEqualTo("named");
      }
    }
  }

  private static io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment named(
      String host, int port) {
    return io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment.newBuilder()
        .setClusterName("out")
        .addEndpoints(
            io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints.newBuilder()
                .addLbEndpoints(
                    io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint.newBuilder()
                        .setEndpoint(
                            io.envoyproxy.envoy.config.endpoint.v3.Endpoint.newBuilder()
                                .setAddress(Xds.address(host, port)))))
        .build();
  }

  /// False when the connection was too old before it had asked, as may be on a busy machine.
  private static boolean servedOnceAndThenClosed(int port) {
    try (Caller caller = new Caller(port)) {
      assertThat(caller.get("/").text()).isEqualTo("x");
      assertThat(caller.closed()).isTrue();
      return true;
    } catch (java.io.EOFException | java.net.SocketException late) {
      return false;
    } catch (java.io.IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  @Test
  void aConnectionIsAskedToLeaveWhenItIsTooOld() throws Exception {
    try (Backend backend = Backend.http(r -> Backend.ok("x"))) {
      Xds xds =
          new Xds()
              .cluster("out", backend.port())
              .http(
                  "in",
                  0,
                  m ->
                      m.setCommonHttpProtocolOptions(
                          io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions.newBuilder()
                              .setMaxConnectionDuration(Xds.millis(500))),
                  Xds.to("/", "out"));
      int port = outbound(xds);
      assertThat(IntStream.range(0, 100).anyMatch(turn -> servedOnceAndThenClosed(port))).isTrue();
    }
  }
}
