package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// gRPC with trailers and streams, WebSocket, and TCP in which the server speaks first, between
/// sidecars.
class ProtocolsIT {
  private static final Path BASE =
      Project.path("proof/interop/src/test/resources/scenarios/base.yaml");

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource(DataPlane.class)
  void everyProtocolPassesTwoSidecars(DataPlane plane) throws Exception {
    Server grpc = Servers.grpc();
    try (Servers.WebSocket webSocket = new Servers.WebSocket();
        Servers.Greeter greeter = new Servers.Greeter()) {
      Path resources =
          Files.writeString(
              folder.resolve("protocols.yaml"),
              Files.readString(
                      Project.path("proof/interop/src/test/resources/protocols/protocols.yaml"))
                  .replace("GRPC_PORT", Integer.toString(grpc.getPort()))
                  .replace("WS_PORT", Integer.toString(webSocket.port()))
                  .replace("TCP_PORT", Integer.toString(greeter.port())));
      try (RunningMesh mesh = RunningMesh.up(plane, List.of(BASE, resources))) {
        String outbound = mesh.part("client-v1").at("/outbound").asString();
        grpcPasses(outbound);
        serverFirstPasses(outbound, 7001);
        serverFirstPasses(outbound, 7002);
        webSocketPasses(mesh.gatewayPort());
      }
    } finally {
      grpc.shutdownNow().awaitTermination();
    }
  }

  private static void grpcPasses(String outbound) throws InterruptedException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(outbound, 50051)
            .overrideAuthority("greeter:50051")
            .usePlaintext()
            .build();
    try {
      assertThat(ClientCalls.blockingUnaryCall(channel, Servers.ECHO, deadline(), "one"))
          .isEqualTo("echo one");
      assertThatThrownBy(
              () -> ClientCalls.blockingUnaryCall(channel, Servers.FAIL, deadline(), "x"))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              failure -> {
                assertThat(failure.getStatus().getCode())
                    .isEqualTo(Status.Code.FAILED_PRECONDITION);
                assertThat(failure.getStatus().getDescription()).isEqualTo("as asked: x");
              });
      chatPasses(channel);
    } finally {
      channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  /// Each message is answered before the next is sent, so neither direction is held back by a
  /// proxy.
  private static void chatPasses(ManagedChannel channel) throws InterruptedException {
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    StreamObserver<String> messages =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(Servers.CHAT, deadline()),
            new StreamObserver<>() {
              @Override
              public void onNext(String answer) {
                answers.add(answer);
              }

              @Override
              public void onError(Throwable failure) {
                answers.add(String.valueOf(failure));
              }

              @Override
              public void onCompleted() {
                answers.add("completed");
              }
            });
    for (int i = 0; i < 5; i++) {
      messages.onNext("m" + i);
      assertThat(answers.poll(60, TimeUnit.SECONDS)).isEqualTo("heard m" + i);
    }
    messages.onCompleted();
    assertThat(answers.poll(60, TimeUnit.SECONDS)).isEqualTo("completed");
  }

  private static CallOptions deadline() {
    return CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static void serverFirstPasses(String outbound, int port) throws IOException {
    try (Socket socket = new Socket(outbound, port)) {
      socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      assertThat(lines.readLine()).as("greeting on port %s", port).isEqualTo("220 welcome");
      socket.getOutputStream().write("EHLO me\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(lines.readLine()).isEqualTo("EHLO me");
      socket.shutdownOutput();
      assertThat(lines.readLine()).as("after the client's half was closed").isEqualTo("bye");
      assertThat(lines.readLine()).isNull();
    }
  }

  private static void webSocketPasses(int gatewayPort) throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (HttpClient client = HttpClient.newHttpClient()) {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .connectTimeout(Duration.ofSeconds(60))
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + gatewayPort + "/chat"),
                  new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(
                        WebSocket from, CharSequence text, boolean last) {
                      heard.add(text.toString());
                      from.request(1);
                      return java.util.concurrent.CompletableFuture.completedFuture(null);
                    }
                  })
              .get(60, TimeUnit.SECONDS);
      for (String word : List.of("hello", "again")) {
        socket.sendText(word, true).get(60, TimeUnit.SECONDS);
        assertThat(heard.poll(60, TimeUnit.SECONDS))
            .isEqualTo(word.toUpperCase(java.util.Locale.ROOT));
      }
      socket.abort();
    }
  }
}
