package dev.weft.interop.interception;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.interop.DataPlane;
import dev.weft.interop.Ending;
import dev.weft.interop.Patience;
import dev.weft.interop.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Connections that the kernel hands to a proxy reach where they were going, or where the mesh
/// says, over IPv4 and IPv6, by REDIRECT and TPROXY; Weft's proxy and Envoy do so from the same
/// file.
///
/// Needs root: it makes two network namespaces, and removes them.
class InterceptionIT {
  /// Services behind the gateway's port, each with a filter chain of its own.
  private static final int SERVICES = 300;

  private static final String CHAIN =
      """
              - name: chain-%1$d
                filter_chain_match: {server_names: ["%2$s"]}
                filters:
                  - name: envoy.filters.network.tcp_proxy
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
                      stat_prefix: chain_%1$d
                      cluster: "%2$s"
                      access_log: [*log]
      """;
  private static final String CLUSTER =
      """
          - name: "%1$s"
            type: STATIC
            connect_timeout: 10s
            load_assignment:
              cluster_name: "%1$s"
              endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 10.77.0.2, port_value: %2$d}}}}]}]
      """;

  @TempDir private Path folder = Path.of("");

  private static String service(int number) {
    return "outbound_.80_._.svc-" + number + ".default.svc.cluster.local";
  }

  private Path bootstrap() throws IOException {
    StringBuilder chains = new StringBuilder();
    StringBuilder clusters = new StringBuilder();
    for (int i = 0; i < SERVICES; i++) {
      chains.append(CHAIN.formatted(i, service(i)));
      clusters.append(CLUSTER.formatted(service(i), 9440 + i % 2));
    }
    clusters.append(CLUSTER.formatted("seven.by-name.test", 9441));
    String text =
        Files.readString(
                Project.path("proof/interop/src/test/resources/interception/bootstrap.yaml"))
            .replace("LOG_FILE", folder.resolve("access.log").toString())
            .replace("CHAINS\n", chains)
            .replace("CLUSTERS\n", clusters);
    return Files.writeString(folder.resolve("bootstrap.yaml"), text);
  }

  @ParameterizedTest
  @EnumSource(DataPlane.class)
  void everyConnectionGoesWhereItWasGoingOrWhereTheMeshSays(DataPlane plane) throws Exception {
    try (Pod pair = Pod.make()) {
      List<AutoCloseable> tellers = tellers(pair);
      Process proxy = pair.proxy(plane, bootstrap());
      try {
        assertThat(heard(pair)).isEqualTo(expected());
        Patience.until(
            Duration.ofSeconds(60),
            () -> "access log: " + log(),
            () -> log().size() >= LOGGED.size());
        assertThat(log()).containsExactlyInAnyOrderElementsOf(LOGGED);
      } finally {
        Ending.of(List.of(proxy));
        for (AutoCloseable teller : tellers) {
          teller.close();
        }
      }
    }
  }

  private static List<AutoCloseable> tellers(Pod pair) {
    List<AutoCloseable> tellers = new ArrayList<>();
    Namespace peer = pair.peer();
    Namespace pod = pair.pod();
    tellers.add(Teller.in(peer, "anywhere", "::", 7000, Teller.Manner.FIRST));
    tellers.add(Teller.in(peer, "never", "::", 9000, Teller.Manner.FIRST));
    tellers.add(Teller.in(peer, "known", "10.77.0.3", 9100, Teller.Manner.FIRST));
    tellers.add(Teller.in(peer, "web", "10.77.0.2", 8081, Teller.Manner.HTTP));
    tellers.add(Teller.in(peer, "other web", "10.77.0.2", 8080, Teller.Manner.HTTP));
    tellers.add(Teller.in(pod, "app", "::", 8000, Teller.Manner.HTTP));
    tellers.add(Teller.in(pod, "undeclared", "::", 8123, Teller.Manner.FIRST));
    tellers.add(Teller.in(pod, "own http", "::", 9500, Teller.Manner.HTTP));
    tellers.add(Teller.in(pod, "own", "::", 9501, Teller.Manner.FIRST));
    for (int i = 0; i < 2; i++) {
      tellers.add(new Certified.Workload(peer, "workload " + i, "svc-" + i, "10.77.0.2", 9440 + i));
    }
    return tellers;
  }

  private static Map<String, String> heard(Pod pair) {
    Namespace pod = pair.pod();
    Namespace peer = pair.peer();
    Map<String, String> heard = new LinkedHashMap<>();
    heard.put("out to a place nobody named", Pod.ask(pod, Pod.PEER4, 7000, ""));
    heard.put("the same by IPv6", Pod.ask(pod, Pod.PEER6, 7000, ""));
    heard.put("out to a named address", Pod.ask(pod, Pod.PEER4, 9000, ""));
    heard.put(
        "the same by IPv6", heard.get("the same by IPv6") + Pod.ask(pod, Pod.PEER6, 9000, ""));
    heard.put(
        "out to a named port by a known host",
        body(Pod.ask(pod, Pod.PEER4, 8080, get("web.test"))));
    heard.put(
        "out to a named port by another host", body(Pod.ask(pod, Pod.PEER4, 8080, get("x.test"))));
    heard.put("straight to the outbound port", Pod.askOrCut(pod, Pod.POD4, 15001, "hello\n"));
    heard.put("in to a declared port", body(Pod.ask(peer, Pod.POD4, 8000, get("app"))));
    heard.put("in to a declared port by IPv6", body(Pod.ask(peer, Pod.POD6, 8000, get("app"))));
    heard.put("in to an undeclared port", Pod.ask(peer, Pod.POD4, 8123, ""));
    heard.put("in to an undeclared port by IPv6", Pod.ask(peer, Pod.POD6, 8123, ""));
    heard.put("straight to the inbound port", Pod.askOrCut(peer, Pod.POD4, 15006, "hello\n"));
    heard.put("in transparently", body(Pod.ask(peer, Pod.POD4, 9500, get("own"))));
    heard.put("in transparently by IPv6", body(Pod.ask(peer, Pod.POD6, 9500, get("own"))));
    heard.put("in transparently, bytes", Pod.ask(peer, Pod.POD4, 9501, ""));
    heard.put("in transparently, bytes by IPv6", Pod.ask(peer, Pod.POD6, 9501, ""));
    for (int service : List.of(0, 1, 299)) {
      heard.put(
          "through the gateway to " + service,
          Certified.ask(peer, Pod.POD4, 15443, service(service)));
    }
    heard.put("through the gateway to none", Certified.ask(peer, Pod.POD4, 15443, service(300)));
    heard.put(
        "through the gateway by name", Certified.ask(peer, Pod.POD4, 15443, "seven.by-name.test"));
    heard.put(
        "through the gateway by no name", Certified.ask(peer, Pod.POD4, 15443, "x.by-name.test"));
    return heard;
  }

  private static Map<String, String> expected() {
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("out to a place nobody named", "anywhere at 10.77.0.2 sees 10.77.0.1\n");
    expected.put(
        "the same by IPv6",
        "anywhere at fd77:0:0:0:0:0:0:2 sees fd77:0:0:0:0:0:0:1\n"
            + "known at 10.77.0.3 sees 10.77.0.1\n");
    expected.put("out to a named address", "known at 10.77.0.3 sees 10.77.0.1\n");
    expected.put("out to a named port by a known host", "web at 10.77.0.2 sees 10.77.0.1\n");
    expected.put("out to a named port by another host", "other web at 10.77.0.2 sees 10.77.0.1\n");
    expected.put("straight to the outbound port", "cut");
    expected.put("in to a declared port", "app at 10.77.0.1 sees 127.0.0.6\n");
    expected.put(
        "in to a declared port by IPv6", "app at fd77:0:0:0:0:0:0:1 sees 0:0:0:0:0:0:0:6\n");
    expected.put("in to an undeclared port", "undeclared at 10.77.0.1 sees 127.0.0.6\n");
    expected.put(
        "in to an undeclared port by IPv6",
        "undeclared at fd77:0:0:0:0:0:0:1 sees 0:0:0:0:0:0:0:6\n");
    expected.put("straight to the inbound port", "cut");
    expected.put("in transparently", "own http at 10.77.0.1 sees 10.77.0.2\n");
    expected.put(
        "in transparently by IPv6", "own http at fd77:0:0:0:0:0:0:1 sees fd77:0:0:0:0:0:0:2\n");
    expected.put("in transparently, bytes", "own at 10.77.0.1 sees 10.77.0.2\n");
    expected.put(
        "in transparently, bytes by IPv6", "own at fd77:0:0:0:0:0:0:1 sees fd77:0:0:0:0:0:0:2\n");
    for (int service : List.of(0, 1, 299)) {
      expected.put("through the gateway to " + service, workload(service % 2));
    }
    expected.put("through the gateway to none", "cut");
    expected.put("through the gateway by name", workload(1));
    expected.put("through the gateway by no name", "cut");
    return expected;
  }

  private static String workload(int number) {
    return "spiffe://cluster.local/ns/default/sa/svc-"
        + number
        + " says workload "
        + number
        + " at 10.77.0.2 sees 10.77.0.1 and hears hello";
  }

  private static final List<String> LOGGED =
      List.of(
          "10.77.0.2:7000 from 10.77.0.1 to 10.77.0.2:7000 of PassthroughCluster at 10.77.0.2:7000"
              + " sni - chain virtualOutbound-catchall-tcp flags -",
          "[fd77::2]:7000 from fd77::1 to [fd77::2]:7000 of PassthroughCluster at [fd77::2]:7000"
              + " sni - chain virtualOutbound-catchall-tcp flags -",
          "10.77.0.2:9000 from 10.77.0.1 to 10.77.0.3:9100 of known at 10.77.0.3:9100"
              + " sni - chain exact flags -",
          "10.77.0.1:8123 from 10.77.0.2 to 10.77.0.1:8123 of InboundPassthroughClusterIpv4 at"
              + " 10.77.0.1:8123 sni - chain virtualInbound-catchall-v4 flags -",
          through(0),
          through(1),
          through(299));

  private static String through(int number) {
    return "10.77.0.1:15443 from 10.77.0.2 to 10.77.0.2:%d of %s at 10.77.0.2:%d sni %s chain chain-%d flags -"
        .formatted(9440 + number % 2, service(number), 9440 + number % 2, service(number), number);
  }

  private List<String> log() {
    try {
      Path file = folder.resolve("access.log");
      // Of a line that is being written, the beginning may be there.
      String text = Files.exists(file) ? Files.readString(file) : "";
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String get(String host) {
    return "GET / HTTP/1.1\r\nhost: " + host + "\r\nconnection: close\r\n\r\n";
  }

  private static String body(String response) {
    int end = response.indexOf("\r\n\r\n");
    return end < 0 ? response : response.substring(end + 4);
  }
}
