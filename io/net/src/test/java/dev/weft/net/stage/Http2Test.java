package dev.weft.net.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.net.NetSettings;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// HTTP/2 with both ends under test: three listeners of one stage in a row, so that a request goes
/// h1 to h2, h2 to h2 and h2 to h1 on its way.
@ExtendWith(Leaks.class)
final class Http2Test {
  private final Records records = new Records();
  private final Stage stage = Stage.open(NetSettings.standard().withLoops(2), records);

  @AfterEach
  void close() {
    stage.close();
  }

  private int chain(Backend backend) {
    Xds xds = new Xds().cluster("to-backend", backend.port());
    int third = listener(xds, "third", "to-backend");
    int second =
        listener(xds.cluster("to-third", Xds::followDownstream, third), "second", "to-third");
    return listener(xds.cluster("to-second", Xds::http2, second), "in", "to-second");
  }

  /// Adds a listener to those that serve already, and tells its port.
  private int listener(Xds xds, String name, String cluster) {
    xds.http(name, 0, Http2Test::upgrades, Xds.to("/", cluster));
    assertThat(stage.swap(xds.link())).isEmpty();
    return stage.address(name).orElseThrow().getPort();
  }

  private static io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3
          .HttpConnectionManager.Builder
      upgrades(
          io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3
                  .HttpConnectionManager.Builder
              manager) {
    return manager.addUpgradeConfigs(
        io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3
            .HttpConnectionManager.UpgradeConfig.newBuilder()
            .setUpgradeType("websocket"));
  }

  @Test
  void requestsAndBodiesPassThroughEveryPairOfVersions() throws Exception {
    try (Backend backend =
            Backend.http(r ->
                r.method().equals("HEAD")
                    ? Backend.status(200)
                    : Backend.ok(r.method() + " " + r.path() + " " + new String(r.body())));
        Caller caller = new Caller(chain(backend))) {
      for (int i = 0; i < 10; i++) {
        assertThat(caller.get("/a?b=c").text()).isEqualTo("GET /a?b=c ");
        assertThat(caller.post("/p", "payload".getBytes()).text()).isEqualTo("POST /p payload");
        assertThat(caller.call("HEAD", "/h", "").status()).isEqualTo(200);
      }
      assertThat(backend.connections.get()).isLessThanOrEqualTo(4);
      assertThat(backend.requests.getFirst().header("host")).isEqualTo("test");
    }
  }

  @Test
  void chunksAndTrailersPassThrough() throws Exception {
    try (Backend backend =
            Backend.http(r ->
                "HTTP/1.1 200 OK\r\ncontent-type: application/grpc\r\n"
                    + "transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\ngrpc-status: 5\r\n\r\n");
        Caller caller = new Caller(chain(backend))) {
      caller.send(
          "POST /s/m HTTP/1.1\r\nhost: a\r\nte: trailers\r\ntransfer-encoding: chunked\r\n\r\n"
              + "4\r\nbody\r\n0\r\nx-end: 1\r\n\r\n");
      Caller.Reply reply = caller.reply();
      assertThat(reply.text()).isEqualTo("abc");
      assertThat(reply.header("trailer:grpc-status")).isEqualTo("5");
      assertThat(backend.requests.getFirst().header("trailer:x-end")).isEqualTo("1");
      assertThat(backend.requests.getFirst().header("te")).isEqualTo("trailers");
      assertThat(records.await(1).ending().grpcStatus()).isEqualTo(5);
    }
  }

  @Test
  void aResetUpstreamBreaksTheResponseAllTheWay() throws Exception {
    try (Backend backend =
            Backend.of(talk -> {
              talk.head();
              talk.send("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\npart");
              talk.reset();
            });
        Caller caller = new Caller(chain(backend))) {
      caller.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
      String all = new String(caller.in.readAllBytes());
      assertThat(all).contains("200 OK").doesNotContain("1000 bytes");
      records.await(3);
    }
  }

  @Test
  void aClientThatLeavesIsNoticedByTheBackend() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    try (Backend backend =
        Backend.of(talk -> {
          talk.head();
          asked.countDown();
          try {
            talk.in().read();
          } finally {
            gone.countDown();
          }
        })) {
      try (Caller caller = new Caller(chain(backend))) {
        caller.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aWebSocketCrossesHttp2() throws Exception {
    try (Backend backend =
            Backend.of(talk -> {
              talk.head();
              talk.send(
                  "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n"
                      + "connection: upgrade\r\n\r\n");
              byte[] buffer = new byte[4];
              talk.in().readNBytes(buffer, 0, 4);
              talk.send(new String(buffer).toUpperCase(java.util.Locale.ROOT));
            });
        Caller caller = new Caller(chain(backend))) {
      caller.send(
          "GET /ws HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n");
      assertThat(caller.any("GET").status()).isEqualTo(101);
      caller.send("ping");
      assertThat(new String(caller.in.readNBytes(4))).isEqualTo("PING");
    }
  }

  @Test
  void largeBodiesToASlowReaderAreHeldBackInBothDirections() throws Exception {
    int size = 40 << 20;
    AtomicLong written = new AtomicLong();
    CountDownLatch read = new CountDownLatch(1);
    try (Backend backend =
            Backend.of(talk -> {
              String head = talk.head();
              if (head.startsWith("POST")) {
                read.await(120, TimeUnit.SECONDS);
                talk.in().readNBytes(size);
                talk.send(Backend.ok("done"));
                return;
              }
              OutputStream out = talk.out();
              out.write(("HTTP/1.1 200 OK\r\ncontent-length: " + size + "\r\n\r\n").getBytes());
              byte[] piece = new byte[64 * 1024];
              Arrays.fill(piece, (byte) 'x');
              for (int i = 0; i < size / piece.length; i++) {
                out.write(piece);
                out.flush();
                written.addAndGet(piece.length);
              }
            });
        Caller reader = new Caller(chain(backend));
        Caller writer = new Caller(stage.address("in").orElseThrow().getPort())) {
      reader.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
      long before = settled(written);
      assertThat(before).as("bytes taken from the backend while nobody reads").isLessThan(size);
      Caller.Reply reply = reader.reply();
      assertThat(reply.body()).hasSize(size);

      AtomicLong sent = new AtomicLong();
      writer.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: " + size + "\r\n\r\n");
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  byte[] piece = new byte[64 * 1024];
                  for (int i = 0; i < size / piece.length; i++) {
                    writer.send(piece);
                    sent.addAndGet(piece.length);
                  }
                } catch (java.io.IOException closed) {
                  throw new java.io.UncheckedIOException(closed);
                }
              });
      assertThat(settled(sent)).isLessThan(size);
      read.countDown();
      assertThat(writer.reply().text()).isEqualTo("done");
      sender.join();
    }
  }

  /// The value once it has not changed for a while.
  private static long settled(AtomicLong value) {
    long[] last = {-1, System.nanoTime()};
    Records.until(() -> {
      long now = value.get();
      if (now != last[0] || now == 0) {
        last[0] = now;
        last[1] = System.nanoTime();
      }
      return System.nanoTime() - last[1] > TimeUnit.MILLISECONDS.toNanos(300);
    });
    return value.get();
  }
}
