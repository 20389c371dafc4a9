package dev.weft.host.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
  void aFreePortIsNoObstacle() throws IOException {
    int port = Ports.free("127.77.1.1");
    assertThat(Ports.obstacle("127.77.1.1", port)).isEmpty();
    assertThat(Ports.holder("127.77.1.1", port)).isEmpty();
  }

  @Test
  void anAddressOfAnotherHostSaysSo() {
    assertThat(Ports.obstacle("192.0.2.1", 80))
        .hasValueSatisfying(why -> assertThat(why).contains("192.0.2.1:80 cannot be listened on"));
  }
}
