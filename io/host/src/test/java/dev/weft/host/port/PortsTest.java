package dev.weft.host.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void aTakenPortNamesTheProcessThatHoldsIt() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getByName("127.77.1.1"), 0));
      int port = taken.getLocalPort();
      assertThat(Ports.obstacle("127.77.1.1", port))
          .hasValueSatisfying(why ->
              assertThat(why)
                  .startsWith("port 127.77.1.1:" + port + " is taken by ")
                  .contains("(pid " + ProcessHandle.current().pid() + ")"));
      assertThat(Ports.obstacle("127.77.1.2", port)).isEmpty();
    }
  }

  @Test
  void aHeldPortRefusesUntilItsServerComesAndIsGivenToNobodyElse() throws IOException {
    try (HeldPort held = HeldPort.on("127.77.1.1")) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getByName("127.77.1.1"), held.number());
      for (int round = 0; round < 2; round++) {
        assertThat(Ports.obstacle("127.77.1.1", held.number())).isEmpty();
        assertThat(Ports.holder("127.77.1.1", held.number())).isEmpty();
        assertThatThrownBy(() -> connect(address)).isInstanceOf(ConnectException.class);
        try (ServerSocket server = new ServerSocket()) {
          server.bind(address);
          connect(address);
          assertThat(Ports.obstacle("127.77.1.1", held.number())).isPresent();
        }
      }
      try (ServerSocket strict = new ServerSocket()) {
        strict.setReuseAddress(false);
        assertThatThrownBy(() -> strict.bind(address)).isInstanceOf(BindException.class);
      }
    }
  }

  private static void connect(InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address);
    }
  }

  @Test
  void anAddressOfAnotherHostSaysSo() {
    assertThat(Ports.obstacle("192.0.2.1", 80))
        .hasValueSatisfying(why -> assertThat(why).contains("192.0.2.1:80 cannot be listened on"));
  }
}
