package dev.weft.net.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.graph.Graph;
import dev.weft.graph.Record;
import dev.weft.graph.cluster.Usage;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.host.port.HeldPort;
import dev.weft.net.NetSettings;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Leaks.class)
final class HttpTest {
  private final Records records = new Records();
  private final Stage stage = Stage.open(NetSettings.standard().withLoops(2), records);

  @AfterEach
  void close() {
    stage.close();
  }

  private int serve(Xds xds) {
    assertThat(stage.swap(xds.link())).isEmpty();
    return stage.address("in").orElseThrow().getPort();
  }

  private int proxy(Backend backend) {
    return serve(new Xds().cluster("out", backend.port()).http("in", 0, Xds.to("/", "out")));
  }

  @Test
  void requestsOnOneConnectionShareOneUpstreamConnection() throws Exception {
    try (Backend backend = Backend.http(request -> Backend.ok("hello " + request.path()));
        Caller caller = new Caller(proxy(backend))) {
      for (int i = 0; i < 20; i++) {
        Caller.Reply reply = caller.get("/" + i);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("hello /" + i);
        assertThat(reply.header("x-envoy-upstream-service-time")).isNotEmpty();
      }
      assertThat(backend.connections).hasValue(1);
      Record record = records.await(20);
      assertThat(record.ending().status()).isEqualTo(200);
      assertThat(record.ending().flags()).isEmpty();
      assertThat(record.ending().details()).isEqualTo("via_upstream");
      assertThat(record.bytes().sent()).isEqualTo(9);
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    try (Backend backend = Backend.http(request -> Backend.ok(request.path()));
        Caller caller = new Caller(proxy(backend))) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        all.append("GET /").append(i).append(" HTTP/1.1\r\nhost: a\r\n\r\n");
      }
      caller.send(all.toString());
      for (int i = 0; i < 200; i++) {
        assertThat(caller.reply().text()).isEqualTo("/" + i);
      }
    }
  }

  @Test
  void manyPipelinedDirectAnswersDoNotOverflowTheStack() throws Exception {
    Route direct =
        Route.newBuilder()
            .setMatch(RouteMatch.newBuilder().setPrefix("/"))
            .setDirectResponse(
                DirectResponseAction.newBuilder()
                    .setStatus(418)
                    .setBody(DataSource.newBuilder().setInlineString("teapot")))
            .build();
    try (Caller caller = new Caller(serve(new Xds().http("in", 0, direct)))) {
      caller.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n".repeat(3000));
      for (int i = 0; i < 3000; i++) {
        Caller.Reply reply = caller.reply();
        assertThat(reply.status()).isEqualTo(418);
        assertThat(reply.text()).isEqualTo("teapot");
      }
    }
  }

  @Test
  void anAnswerBeforeTheEndOfTheRequestSaysThatTheConnectionCloses() throws Exception {
    Route direct =
        Route.newBuilder()
            .setMatch(RouteMatch.newBuilder().setPrefix("/"))
            .setDirectResponse(DirectResponseAction.newBuilder().setStatus(418))
            .build();
    try (Caller caller = new Caller(serve(new Xds().http("in", 0, direct)))) {
      assertThat(caller.get("/").header("connection")).isEmpty();
      caller.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 5\r\n\r\n");
      Caller.Reply reply = caller.reply();
      assertThat(reply.status()).isEqualTo(418);
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(caller.in.read()).isEqualTo(-1);
    }
  }

  @Test
  void aRedirectNeedsNoUpstream() throws Exception {
    Route redirect =
        Route.newBuilder()
            .setMatch(RouteMatch.newBuilder().setPrefix("/"))
            .setRedirect(RedirectAction.newBuilder().setHostRedirect("elsewhere").build())
            .build();
    try (Caller caller = new Caller(serve(new Xds().http("in", 0, redirect)))) {
      Caller.Reply reply = caller.get("/a?b=c");
      assertThat(reply.status()).isEqualTo(301);
      assertThat(reply.header("location")).isEqualTo("http://elsewhere/a?b=c");
    }
  }

  @Test
  void headAndBodilessStatusesKeepTheConnectionInStep() throws Exception {
    try (Backend backend =
            Backend.http(request ->
                switch (request.path()) {
                  case "/204" -> "HTTP/1.1 204 No Content\r\n\r\n";
                  case "/304" -> "HTTP/1.1 304 Not Modified\r\ncontent-length: 77\r\n\r\n";
                  case "/head" -> "HTTP/1.1 200 OK\r\ncontent-length: 55\r\n\r\n";
                  default -> Backend.ok("end");
                });
        Caller caller = new Caller(proxy(backend))) {
      assertThat(caller.call("HEAD", "/head", "").header("content-length")).isEqualTo("55");
      assertThat(caller.get("/204").status()).isEqualTo(204);
      assertThat(caller.get("/304").status()).isEqualTo(304);
      assertThat(caller.get("/end").text()).isEqualTo("end");
      assertThat(backend.connections).hasValue(1);
    }
  }

  @Test
  void bytesThatAnswerNothingAreNeverTakenForAnAnswer() throws Exception {
    try (Backend backend =
            Backend.http(r ->
                Backend.ok(r.method()) + (r.path().equals("/more") ? Backend.ok("evil") : ""));
        Caller caller = new Caller(proxy(backend))) {
      for (int i = 0; i < 5; i++) {
        assertThat(caller.call("HEAD", "/", "").status()).isEqualTo(200);
        assertThat(caller.get("/").text()).isEqualTo("GET");
        assertThat(caller.get("/more").text()).isEqualTo("GET");
        assertThat(caller.get("/").text()).isEqualTo("GET");
      }
    }
  }

  @Test
  void bodiesGoThroughInEitherFraming() throws Exception {
    try (Backend backend =
            Backend.http(request ->
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: x-sum\r\n\r\n"
                    + Integer.toHexString(request.body().length)
                    + "\r\n"
                    + new String(request.body())
                    + "\r\n0\r\nx-sum: 42\r\n\r\n");
        Caller caller = new Caller(proxy(backend))) {
      assertThat(caller.post("/", "with a length".getBytes()).text()).isEqualTo("with a length");
      caller.send(
          "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n"
              + "5\r\nchunk\r\n2\r\ned\r\n0\r\nx-trailer: yes\r\n\r\n");
      Caller.Reply reply = caller.reply();
      assertThat(reply.text()).isEqualTo("chunked");
      assertThat(reply.header("trailer:x-sum")).isEqualTo("42");
      assertThat(backend.requests.get(1).header("trailer:x-trailer")).isEqualTo("yes");
    }
  }

  @Test
  void aBodyEndedByClosingIsChunkedForTheClient() throws Exception {
    try (Backend backend =
            Backend.of(talk -> {
              talk.head();
              talk.send("HTTP/1.1 200 OK\r\n\r\nuntil the end");
            });
        Caller caller = new Caller(proxy(backend))) {
      Caller.Reply reply = caller.get("/");
      assertThat(reply.header("transfer-encoding")).isEqualTo("chunked");
      assertThat(reply.text()).isEqualTo("until the end");
      assertThat(caller.get("/").text()).isEqualTo("until the end");
      assertThat(backend.connections).hasValue(2);
    }
  }

  @Test
  void continueIsAnsweredForAClientThatWaits() throws Exception {
    try (Backend backend = Backend.http(request -> Backend.ok(new String(request.body())));
        Caller caller = new Caller(proxy(backend))) {
      caller.send(
          "POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n");
      assertThat(caller.any("POST").status()).isEqualTo(100);
      caller.send("body");
      assertThat(caller.reply().text()).isEqualTo("body");
      assertThat(backend.requests.getFirst().header("expect")).isEmpty();
    }
  }

  @Test
  void hopByHopFieldsStayBehind() throws Exception {
    try (Backend backend =
            Backend.http(request ->
                "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: x-private\r\n"
                    + "x-private: 1\r\nkeep-alive: timeout=5\r\n\r\n");
        Caller caller = new Caller(proxy(backend))) {
      Caller.Reply reply =
          caller.call(
              "GET",
              "/",
              "connection: keep-alive, x-mine\r\nx-mine: 1\r\nte: gzip\r\nx-kept: 1\r\n");
      Backend.Request seen = backend.requests.getFirst();
      assertThat(seen.headers()).doesNotContainKeys("connection", "x-mine", "te");
      assertThat(seen.header("x-kept")).isEqualTo("1");
      assertThat(reply.headers()).doesNotContainKeys("x-private", "keep-alive", "connection");
    }
  }

  @Test
  void smuggledAndBrokenFramingIsRefused() throws Exception {
    String[] bad = {
      "POST / HTTP/1.1\r\n"
          + "host: a\r\n"
          + "content-length: 5\r\n"
          + "transfer-encoding: chunked\r\n\r\n"
          + "0\r\n\r\n",
      "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
      "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: xchunked\r\n\r\n",
      "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n",
      "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: +5\r\n\r\nhello",
      "GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nhost: a\r\nbad name: x\r\n\r\n",
      "GET / HTTP/1.1\r\nhost : a\r\n\r\n",
      "GET / HTTP/1.1\nhost: a\n\n",
      "garbage\r\n\r\n"
    };
    try (Backend backend = Backend.http(request -> Backend.ok(""))) {
      int port = proxy(backend);
      for (String request : bad) {
        try (Caller caller = new Caller(port)) {
          caller.send(request);
          assertThat(caller.reply().status()).as(request).isEqualTo(400);
          assertThat(caller.closed()).as(request).isTrue();
        }
      }
      assertThat(backend.requests).isEmpty();
    }
  }

  @Test
  void hugeHeadersAreRefused() throws Exception {
    try (Backend backend = Backend.http(request -> Backend.ok(""));
        Caller caller = new Caller(proxy(backend))) {
      caller.send("GET / HTTP/1.1\r\nhost: a\r\nx: " + "y".repeat(70_000) + "\r\n\r\n");
      assertThat(caller.reply().status()).isEqualTo(431);
    }
  }

  @Test
  void http10IsRefusedUnlessItIsAccepted() throws Exception {
    try (Backend backend = Backend.http(request -> Backend.ok("x"));
        Caller caller = new Caller(proxy(backend))) {
      caller.send("GET / HTTP/1.0\r\n\r\n");
      assertThat(caller.reply().status()).isEqualTo(426);
    }
  }

  @Test
  void anUpstreamThatRefusesConnectionsIs503() throws Exception {
    try (HeldPort refusing = Xds.refusing();
        Caller caller =
            new Caller(
                serve(
                    new Xds()
                        .cluster("out", refusing.number())
                        .http("in", 0, Xds.to("/", "out"))))) {
      assertThat(caller.get("/").status()).isEqualTo(503);
      assertThat(caller.get("/").text()).contains("connection failure");
      Record record = records.await(1);
      assertThat(record.ending().flags()).containsExactly(ResponseFlag.UF);
      assertThat(record.upstream().orElseThrow().transportFailure()).contains("refused");
    }
  }

  @Test
  void aClusterWithoutEndpointsIs503() throws Exception {
    try (Caller caller =
        new Caller(serve(new Xds().cluster("out").http("in", 0, Xds.to("/", "out"))))) {
      assertThat(caller.get("/").status()).isEqualTo(503);
      assertThat(records.await(1).ending().flags()).containsExactly(ResponseFlag.UH);
    }
  }

  @Test
  void aGrpcRequestIsRefusedInItsOwnWay() throws Exception {
    try (Caller caller =
        new Caller(serve(new Xds().cluster("out").http("in", 0, Xds.to("/", "out"))))) {
      Caller.Reply reply =
          caller.call("POST", "/pkg.Service/Call", "content-type: application/grpc\r\n");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("grpc-status")).isEqualTo("14");
      assertThat(records.await(1).ending().grpcStatus()).isEqualTo(14);
    }
  }

  @Test
  void anUpstreamThatDiesBeforeAnsweringIs503AndAfterwardsIsABrokenBody() throws Exception {
    try (Backend backend =
            Backend.of(talk -> {
              String head = talk.head();
              if (head.startsWith("GET /half")) {
                talk.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
              }
              talk.reset();
            });
        Caller caller = new Caller(proxy(backend))) {
      assertThat(caller.get("/none").status()).isEqualTo(503);
      assertThat(records.await(1).ending().flags()).containsAnyOf(ResponseFlag.UC, ResponseFlag.UR);
      caller.send("GET /half HTTP/1.1\r\nhost: a\r\n\r\n");
      byte[] rest = caller.in.readAllBytes();
      assertThat(new String(rest)).contains("200 OK").endsWith("half");
      assertThat(records.await(2).ending().flags()).isNotEmpty();
    }
  }

  @Test
  void aClientThatLeavesEndsTheUpstreamRequest() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    try (Backend backend =
        Backend.of(talk -> {
          talk.head();
          asked.countDown();
          try {
            assertThat(talk.in().read()).isNegative();
          } finally {
            ended.countDown();
          }
        })) {
      try (Caller caller = new Caller(proxy(backend))) {
        caller.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(records.await(1).ending().flags()).containsExactly(ResponseFlag.DC);
    }
  }

  @Test
  void aWebSocketIsUpgradedAndThenRelaysBytes() throws Exception {
    try (Backend backend =
        Backend.of(talk -> {
          String head = talk.head();
          assertThat(head.toLowerCase(Locale.ROOT)).contains("upgrade: websocket");
          talk.send(
              "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n"
                  + "connection: upgrade\r\nsec-websocket-accept: x\r\n\r\nfirst");
          byte[] buffer = new byte[5];
          while (talk.in().readNBytes(buffer, 0, 5) == 5) {
            talk.send(new String(buffer).toUpperCase(Locale.ROOT));
          }
          talk.send("bye");
        })) {
      Xds xds =
          new Xds()
              .cluster("out", backend.port())
              .http(
                  "in",
                  0,
                  manager ->
                      manager.addUpgradeConfigs(
                          io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3
                              .HttpConnectionManager.UpgradeConfig.newBuilder()
                              .setUpgradeType("websocket")),
                  Xds.to("/", "out"));
      try (Caller caller = new Caller(serve(xds))) {
        caller.send(
            "GET /ws HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
                + "sec-websocket-key: k\r\n\r\n");
        assertThat(caller.any("GET").status()).isEqualTo(101);
        assertThat(new String(caller.in.readNBytes(5))).isEqualTo("first");
        caller.send("hello");
        assertThat(new String(caller.in.readNBytes(5))).isEqualTo("HELLO");
        caller.socket.shutdownOutput();
        assertThat(new String(caller.in.readAllBytes())).isEqualTo("bye");
      }
      assertThat(records.await(1).ending().status()).isEqualTo(101);
    }
  }

  @Test
  void anUpgradeNobodyAllowedIsIgnored() throws Exception {
    try (Backend backend = Backend.http(request -> Backend.ok(request.header("upgrade")));
        Caller caller = new Caller(proxy(backend))) {
      Caller.Reply reply = caller.call("GET", "/", "upgrade: foo\r\nconnection: upgrade\r\n");
      assertThat(reply.status()).isIn(200, 403);
      assertThat(reply.text()).doesNotContain("foo");
    }
  }

  @Test
  void aResponseBeforeTheRequestsEndReachesTheClient() throws Exception {
    try (Backend backend =
            Backend.of(talk -> {
              talk.head();
              talk.send("HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig");
              talk.in().transferTo(java.io.OutputStream.nullOutputStream());
            });
        Caller caller = new Caller(proxy(backend))) {
      caller.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\nsome");
      Caller.Reply reply = caller.reply();
      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.text()).isEqualTo("big");
      assertThat(caller.closed()).isTrue();
    }
  }

  @Test
  void aRestingConnectionThatTheUpstreamClosedIsNotUsedAgain() throws Exception {
    try (Backend backend =
        Backend.of(talk -> {
          talk.head();
          talk.send(Backend.ok("" + talk.number()));
          if (talk.number() > 1) {
            talk.head();
          }
        })) {
      Graph graph =
          new Xds().cluster("out", backend.port()).http("in", 0, Xds.to("/", "out")).link();
      assertThat(stage.swap(graph)).isEmpty();
      Usage usage = graph.cluster("out").orElseThrow().usage();
      try (Caller caller = new Caller(stage.address("in").orElseThrow().getPort())) {
        assertThat(caller.get("/").text()).isEqualTo("1");
        Records.until(() -> usage.connections() == 0);
        assertThat(caller.get("/").text()).isEqualTo("2");
      }
    }
  }

  @Test
  void theServerHeaderIsAsConfigured() throws Exception {
    try (Backend backend =
            Backend.http(r -> "HTTP/1.1 200 OK\r\nserver: mine\r\ncontent-length: 0\r\n\r\n");
        Caller caller =
            new Caller(
                serve(
                    new Xds()
                        .cluster("out", backend.port())
                        .http("in", 0, m -> m.setServerName("istio-envoy"), Xds.to("/", "out"))))) {
      assertThat(caller.get("/").header("server")).isEqualTo("istio-envoy");
    }
  }

  @Test
  void aRouteTimeoutIs504() throws Exception {
    try (Backend backend =
            Backend.of(talk -> {
              talk.head();
              talk.head();
            });
        Caller caller =
            new Caller(
                serve(
                    new Xds()
                        .cluster("out", backend.port())
                        .http("in", 0, Xds.to("/", "out", a -> a.setTimeout(Xds.millis(100))))))) {
      Caller.Reply reply = caller.get("/");
      assertThat(reply.status()).isEqualTo(504);
      assertThat(reply.text()).isEqualTo("upstream request timeout");
      assertThat(records.await(1).ending().flags()).containsExactly(ResponseFlag.UT);
    }
  }

  @Test
  void aMirrorGetsACopyAndNeverDelays() throws Exception {
    try (Backend main = Backend.http(request -> Backend.ok("main"));
        Backend shadow = Backend.http(request -> Backend.ok("shadow"))) {
      Route route =
          Xds.to(
              "/",
              "out",
              a ->
                  a.addRequestMirrorPolicies(
                      RouteAction.RequestMirrorPolicy.newBuilder().setCluster("shadow")));
      Xds xds =
          new Xds()
              .cluster("out", main.port())
              .cluster("shadow", shadow.port())
              .http("in", 0, route);
      try (Caller caller = new Caller(serve(xds))) {
        assertThat(caller.get("/a").text()).isEqualTo("main");
        assertThat(caller.post("/b", "payload".getBytes()).text()).isEqualTo("main");
        Records.until(() -> shadow.requests.size() == 2);
        assertThat(shadow.requests).anyMatch(r -> new String(r.body()).equals("payload"));
        assertThat(shadow.requests.getFirst().header("host")).contains("shadow");
        records.await(2);
        assertThat(records.all).hasSize(2);
      }
    }
  }
}
