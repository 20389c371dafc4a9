package dev.weft.net.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.graph.Record;
import dev.weft.net.Introduction;
import dev.weft.net.NetSettings;
import dev.weft.xds.ResourceType;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Proxies of a mesh tell each other of their workloads; applications hear nothing of it.
@ExtendWith(Leaks.class)
final class IntroductionTest {
  private static final String METADATA = "x-envoy-peer-metadata";
  private static final String ID = "x-envoy-peer-metadata-id";
  private static final String TRACE =
      "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n"
          + "tracestate: a=1\r\nb3: 80f198ee56343ba8-e457b5a2e4d86bd1-1\r\n"
          + "x-b3-traceid: 80f198ee56343ba8\r\nx-b3-sampled: 1\r\n";

  private final Records records = new Records();
  private final Stage stage =
      Stage.open(
          NetSettings.standard()
              .withLoops(1)
              .withIntroduction(new Introduction("own-id", "own-metadata", listener -> true)),
          records);

  @AfterEach
  void close() {
    stage.close();
  }

  private int proxy(TrafficDirection direction, int port) {
    Xds xds =
        new Xds()
            .cluster("out", port)
            .add(
                ResourceType.LISTENER,
                Listener.newBuilder()
                    .setName("in")
                    .setTrafficDirection(direction)
                    .setAddress(Xds.address("127.0.0.1", 0))
                    .addFilterChains(Xds.chain(Xds.hcm(List.of(Xds.to("/", "out")), b -> b)))
                    .build());
    assertThat(stage.swap(xds.link())).isEmpty();
    return stage.address("in").orElseThrow().getPort();
  }

  @Test
  void theInboundSideKeepsTheClientsFromTheApplicationAndAnswersWithItsOwn() throws Exception {
    try (Backend backend = Backend.http(request -> Backend.ok("x"));
        Caller caller = new Caller(proxy(TrafficDirection.INBOUND, backend.port()))) {
      Caller.Reply reply =
          caller.call("GET", "/", METADATA + ": theirs\r\n" + ID + ": their-id\r\n" + TRACE);
      assertThat(reply.header(METADATA)).isEqualTo("own-metadata");
      assertThat(reply.header(ID)).isEqualTo("own-id");
      assertThat(backend.requests.getFirst().headers())
          .doesNotContainKeys(METADATA, ID)
          .containsEntry("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
          .containsEntry("tracestate", "a=1")
          .containsEntry("b3", "80f198ee56343ba8-e457b5a2e4d86bd1-1")
          .containsEntry("x-b3-traceid", "80f198ee56343ba8")
          .containsEntry("x-b3-sampled", "1")
          .doesNotContainKey("x-b3-spanid")
          .containsKey("x-request-id");
      Record record = records.await(1);
      assertThat(record.request().orElseThrow().introduction()).isEqualTo("theirs");
    }
  }

  @Test
  void theInboundSideTellsNothingToAClientThatToldNothing() throws Exception {
    try (Backend backend = Backend.http(request -> Backend.ok("x"));
        Caller caller = new Caller(proxy(TrafficDirection.INBOUND, backend.port()))) {
      Caller.Reply reply = caller.get("/");
      assertThat(reply.headers()).doesNotContainKeys(METADATA, ID);
      assertThat(backend.requests.getFirst().headers())
          .doesNotContainKeys("traceparent", "b3", "x-b3-traceid");
    }
  }

  @Test
  void theOutboundSideTellsItsOwnAndKeepsTheAnswerFromTheApplication() throws Exception {
    try (Backend backend =
            Backend.http(request ->
                "HTTP/1.1 200 OK\r\n"
                    + METADATA
                    + ": far\r\n"
                    + ID
                    + ": far-id\r\n"
                    + "content-length: 0\r\n\r\n");
        Caller caller = new Caller(proxy(TrafficDirection.OUTBOUND, backend.port()))) {
      Caller.Reply reply = caller.call("GET", "/", METADATA + ": forged\r\n");
      assertThat(reply.headers()).doesNotContainKeys(METADATA, ID);
      assertThat(backend.requests.getFirst().headers())
          .containsEntry(METADATA, "own-metadata")
          .containsEntry(ID, "own-id");
      assertThat(records.await(1).request().orElseThrow().introduction()).isEqualTo("far");
    }
  }

  @Test
  void messagesOfGrpcAreCountedAcrossPieces() throws Exception {
    try (Backend backend =
            Backend.http(request -> Backend.ok("\0\0\0\0\2ab" + "\0\0\0\0\0" + "\0\0\0\0\1c"));
        Caller caller = new Caller(proxy(TrafficDirection.OUTBOUND, backend.port()))) {
      caller.send(
          "POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/grpc+proto\r\n"
              + "content-length: 15\r\n\r\n\0\0\0");
      caller.send("\0\3ab");
      caller.send("c\0\0\0\0\2de");
      assertThat(caller.reply().status()).isEqualTo(200);
      assertThat(records.await(1).messages()).isEqualTo(new Record.Messages(2, 3));
    }
  }
}
