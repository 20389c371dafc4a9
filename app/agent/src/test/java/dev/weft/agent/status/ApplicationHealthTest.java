package dev.weft.agent.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.weft.host.Refusal;
import dev.weft.host.port.HeldPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ApplicationHealthTest {
  private HttpServer application;
  private volatile int status = 200;
  private volatile String seen = "";
  private int port;

  @BeforeEach
  void serve() throws Exception {
    application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    application.createContext(
        "/",
        exchange -> {
          seen =
              exchange.getRequestURI()
                  + " from "
                  + exchange.getRemoteAddress().getAddress().getHostAddress()
                  + " with "
                  + exchange.getRequestHeaders().getFirst("x-probe");
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    application.start();
    port = application.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    application.stop(0);
  }

  private ApplicationHealth health(Map<String, Object> action) throws Exception {
    return new ApplicationHealth(Map.of("/app-health/app/readyz", action), "127.0.0.1");
  }

  @Test
  void anHttpProbeIsReplayedWithItsHeadersFromTheAddressThatIsNotCaptured() throws Exception {
    try (ApplicationHealth health =
        health(
            Map.of(
                "httpGet",
                Map.of(
                    "path",
                    "/ready?x=1",
                    "port",
                    port,
                    "httpHeaders",
                    List.of(
                        Map.of("name", "x-probe", "value", "yes"),
                        Map.of("name", "Host", "value", "refused"))),
                "timeoutSeconds",
                60))) {
      assertThat(health.unwell("/app-health/app/readyz")).isEmpty();
      assertThat(seen).isEqualTo("/ready?x=1 from 127.0.0.6 with yes");
      status = 302;
      assertThat(health.unwell("/app-health/app/readyz")).as("a redirect is good").isEmpty();
      status = 503;
      assertThat(health.unwell("/app-health/app/readyz").orElseThrow()).contains("answered 503");
      assertThat(health.knows("/app-health/app/livez")).isFalse();
    }
  }

  @Test
  void aTcpProbeIsAConnection() throws Exception {
    try (ApplicationHealth health =
        health(Map.of("tcpSocket", Map.of("port", port), "timeoutSeconds", 60))) {
      assertThat(health.unwell("/app-health/app/readyz")).isEmpty();
    }
    try (HeldPort nobody = HeldPort.on("127.0.0.1");
        ApplicationHealth health =
            health(Map.of("tcpSocket", Map.of("port", nobody.number()), "timeoutSeconds", 60))) {
      assertThat(health.unwell("/app-health/app/readyz").orElseThrow())
          .contains("port " + nobody.number());
    }
  }

  @Test
  void whatTheInjectorWouldNotWriteIsRefused() {
    assertThatThrownBy(() -> health(Map.of("exec", Map.of())))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("httpGet");
    assertThatThrownBy(() -> health(Map.of("tcpSocket", Map.of("port", "http"))))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("'http'");
  }
}
