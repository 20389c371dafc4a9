package dev.weft.net.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import dev.weft.net.NetSettings;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ProxyProtocolConfig;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Upstreams that are told of the client before anything else.
@ExtendWith(Leaks.class)
final class ProxyProtocolTest {
  private final Records records = new Records();
  private final Stage stage = Stage.open(NetSettings.standard().withLoops(1), records);

  @AfterEach
  void close() {
    stage.close();
  }

  private static Cluster.Builder telling(
      Cluster.Builder cluster, ProxyProtocolConfig.Version version) {
    TransportSocket plain =
        TransportSocket.newBuilder()
            .setName("envoy.transport_sockets.raw_buffer")
            .setTypedConfig(Any.pack(RawBuffer.getDefaultInstance()))
            .build();
    return cluster.setTransportSocket(
        TransportSocket.newBuilder()
            .setName("envoy.transport_sockets.upstream_proxy_protocol")
            .setTypedConfig(
                Any.pack(
                    ProxyProtocolUpstreamTransport.newBuilder()
                        .setConfig(ProxyProtocolConfig.newBuilder().setVersion(version))
                        .setTransportSocket(plain)
                        .build())));
  }

  private int port() {
    return stage.address("in").orElseThrow().getPort();
  }

  @Test
  void aLineOfTextPrecedesTheBytes() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    try (Backend backend =
        Backend.of(talk -> {
          StringBuilder line = new StringBuilder();
          for (int b = talk.in().read(); b != '\n'; b = talk.in().read()) {
            line.append((char) b);
          }
          heard.add(line.toString());
          talk.in().transferTo(talk.out());
          talk.out().flush();
        })) {
      Xds xds =
          new Xds()
              .cluster("out", b -> telling(b, ProxyProtocolConfig.Version.V1), backend.port())
              .tcp("in", 0, "out");
      assertThat(stage.swap(xds.link())).isEmpty();
      try (Caller caller = new Caller(port())) {
        caller.send("hello");
        caller.socket.shutdownOutput();
        assertThat(new String(caller.in.readAllBytes())).isEqualTo("hello");
        assertThat(heard)
            .containsExactly(
                "PROXY TCP4 127.0.0.1 127.0.0.1 "
                    + caller.socket.getLocalPort()
                    + " "
                    + port()
                    + "\r");
      }
    }
  }

  @Test
  void noConnectionIsSharedByClientsThatItTellsApart() throws Exception {
    List<Integer> told = new CopyOnWriteArrayList<>();
    try (Backend backend =
        Backend.of(talk -> {
          ByteBuffer header = ByteBuffer.wrap(talk.in().readNBytes(28));
          assertThat(header.get(12)).isEqualTo((byte) 0x21);
          assertThat(header.get(13)).isEqualTo((byte) 0x11);
          told.add((int) header.getChar(24));
          while (!talk.head().isEmpty()) {
            talk.send(Backend.ok("told"));
          }
        })) {
      Xds xds =
          new Xds()
              .cluster("out", b -> telling(b, ProxyProtocolConfig.Version.V2), backend.port())
              .http("in", 0, Xds.to("/", "out"));
      assertThat(stage.swap(xds.link())).isEmpty();
      try (Caller one = new Caller(port());
          Caller other = new Caller(port())) {
        for (int i = 0; i < 2; i++) {
          assertThat(one.get("/").text()).isEqualTo("told");
          assertThat(other.get("/").text()).isEqualTo("told");
        }
        assertThat(told).containsExactly(one.socket.getLocalPort(), other.socket.getLocalPort());
      }
    }
  }
}
