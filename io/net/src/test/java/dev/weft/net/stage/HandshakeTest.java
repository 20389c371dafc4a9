package dev.weft.net.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import dev.weft.graph.Graph;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.net.NetSettings;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Handshakes with servers that do not finish them.
@ExtendWith(Leaks.class)
final class HandshakeTest {
  private final Records records = new Records();
  private final Stage stage = Stage.open(NetSettings.standard().withLoops(1), records);

  @AfterEach
  void close() {
    stage.close();
  }

  /// As a gateway does that passes TLS on by server name and knows nobody of the name.
  @Test
  void aServerThatClosesAfterTheFirstMessageIsNotWaitedFor() throws Exception {
    TransportSocket tls =
        TransportSocket.newBuilder()
            .setName("envoy.transport_sockets.tls")
            .setTypedConfig(Any.pack(UpstreamTlsContext.getDefaultInstance()))
            .build();
    try (Backend silent = Backend.of(talk -> talk.in().read(new byte[4096]))) {
      Graph graph =
          new Xds()
              .cluster(
                  "far",
                  cluster ->
                      cluster.setTransportSocket(tls).setConnectTimeout(Durations.fromSeconds(600)),
                  silent.port())
              .listener("out", 0, Xds.chain(Xds.hcm(List.of(Xds.to("/", "far")), hcm -> hcm)))
              .link();
      assertThat(graph.rejections()).isEmpty();
      assertThat(stage.swap(graph)).isEmpty();
      try (Caller caller = new Caller(stage.address("out").orElseThrow().getPort())) {
        caller.socket.setSoTimeout(60_000);
        caller.send("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        String answer = new String(caller.in.readAllBytes());
        assertThat(answer)
            .startsWith("HTTP/1.1 503")
            .endsWith("reset reason: remote connection failure");
        Records.until(() -> !records.all.isEmpty());
        assertThat(records.all.getFirst().ending().flags()).containsExactly(ResponseFlag.UF);
        assertThat(records.all.getFirst().ending().details())
            .contains("the_server_closed_the_connection_during_the_handshake");
      }
    }
  }
}
