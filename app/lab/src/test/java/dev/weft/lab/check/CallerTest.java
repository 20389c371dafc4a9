package dev.weft.lab.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.host.port.HeldPort;
import dev.weft.lab.topology.Expectation.Reason;
import dev.weft.linux.command.Commands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a caller's programs make of servers, on loopback.
class CallerTest {
  private static Outcome call(int port) {
    String url = "tcp://127.0.0.1:" + port;
    Commands.Outcome ended =
        Commands.attempt(Caller.words(Caller.Request.get(url), Caller.PATIENCE), "");
    return CurlWords.read(ended.status(), 0, ended.out(), ended.error(), 1);
  }

  @Test
  void aServerThatSpeaksFirstIsHeardHoweverLateItSpeaks() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> greet(server, "welcome to east/greeter\n"));
      Outcome outcome = call(server.getLocalPort());
      assertThat(outcome.reason()).isEmpty();
      assertThat(outcome.pod()).isEqualTo("east/greeter");
    }
  }

  @Test
  void aServerThatLeavesWithoutAWordIsAReset() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> greet(server, ""));
      Outcome outcome = call(server.getLocalPort());
      assertThat(outcome.reason()).isEqualTo(Optional.of(Reason.RESET));
      assertThat(outcome.words()).contains("closed the connection without a word");
    }
  }

  @Test
  void aClosedPortIsRefused() throws IOException {
    try (HeldPort nobody = HeldPort.on("127.0.0.1")) {
      assertThat(call(nobody.number()).reason()).isEqualTo(Optional.of(Reason.REFUSED));
    }
  }

  /// The client shuts nothing down while it waits: one that did would not be heard to the end.
  private static void greet(ServerSocket server, String words) {
    try (Socket client = server.accept()) {
      client.getOutputStream().write(words.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    } catch (IOException gone) {
      throw new java.io.UncheckedIOException(gone);
    }
  }
}
