package dev.weft.interop.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.interop.DataPlane;
import dev.weft.interop.Project;
import dev.weft.linux.namespace.Namespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Unmodified programs in two pods, each with agent, capture and proxy, as Istio arranges them: the
/// application is user 1000, agent and proxy are user 1337.
///
/// Needs root: it makes three network namespaces, and removes them.
class PodNamespaceIT {
  private static final int APPLICATION = 1000;

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @EnumSource(DataPlane.class)
  void unmodifiedProgramsUseTheMeshAndWhatIsExcludedDoesNot(DataPlane proxy) throws Exception {
    try (Street street = new Street(directory)) {
      street.build(
          Files.readString(Project.path("proof/interop/src/test/resources/pod/mesh.yaml")));
      street.mesh(street.client(), "client", List.of(Street.CLIENT, Street.CLIENT6), proxy);
      street.mesh(
          street.echo(),
          "echo",
          List.of(Street.ECHO, Street.ECHO6),
          proxy,
          "-d",
          "15090,15021,15020,8111");
      street.application();
      assertThat(seen(street)).as(street.log("agent-echo")).isEqualTo(expected());
    }
  }

  private static Map<String, String> seen(Street street) {
    Namespace client = street.client();
    Namespace echo = street.echo();
    Map<String, String> seen = new LinkedHashMap<>();
    seen.put(
        "by service", Street.curl(client, APPLICATION, "-HHost: echo.shop", "http://10.96.0.20/"));
    seen.put("server first", Street.hears(client, APPLICATION, "10.96.0.20", 9000));
    seen.put("by pod", Street.curl(client, APPLICATION, "http://" + Street.ECHO + ":8080/"));
    seen.put("server first by pod", Street.hears(client, APPLICATION, Street.ECHO, 9000));
    seen.put("itself by pod", Street.curl(echo, APPLICATION, "http://" + Street.ECHO + ":8080/"));
    seen.put(
        "itself by service",
        Street.curl(echo, APPLICATION, "-HHost: echo.shop", "http://10.96.0.20/"));
    seen.put("without a mesh", Street.curl(street.plane(), 0, "http://" + Street.ECHO + ":8080/"));
    seen.put("excluded port", Street.curl(street.plane(), 0, "http://" + Street.ECHO + ":8111/"));
    seen.put("by IPv6, by service", Street.curl(client, APPLICATION, "http://[fd96::20]/"));
    seen.put("by IPv6, by name", Street.curl(client, APPLICATION, "http://echo6.shop/"));
    seen.put(
        "by IPv6, by name of a name server of IPv6",
        Street.curl(echo, APPLICATION, "http://echo6.shop/"));
    seen.put("by IPv6, server first", Street.hears(client, APPLICATION, "fd96::20", 9000));
    seen.put("by IPv6, by pod", Street.curl(client, APPLICATION, six(8080)));
    seen.put("by IPv6, server first by pod", Street.hears(client, APPLICATION, Street.ECHO6, 9000));
    seen.put("by IPv6, itself by pod", Street.curl(echo, APPLICATION, six(8080)));
    seen.put("by IPv6, without a mesh", Street.curl(street.plane(), 0, six(8080)));
    seen.put("by IPv6, excluded port", Street.curl(street.plane(), 0, six(8111)));
    seen.put("by IPv6 to a server of IPv4", Street.hears(client, APPLICATION, "fd96::21", 9000));
    return seen;
  }

  private static String six(int port) {
    return "http://[" + Street.ECHO6 + "]:" + port + "/";
  }

  private static Map<String, String> expected() {
    String account = "spiffe://cluster.local/ns/shop/sa/";
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("by service", at("127.0.0.6", account + "client"));
    expected.put("server first", "hello 127.0.0.6\n");
    expected.put("by pod", at("127.0.0.6", "nobody"));
    expected.put("server first by pod", "hello 127.0.0.6\n");
    expected.put("itself by pod", at(Street.ECHO, "nobody"));
    expected.put("itself by service", at("127.0.0.6", account + "echo"));
    expected.put("without a mesh", at("127.0.0.6", "nobody"));
    expected.put("excluded port", at(Street.PLANE, "nobody"));
    expected.put("by IPv6, by service", at6("::6", account + "client"));
    expected.put("by IPv6, by name", at6("::6", account + "client"));
    expected.put("by IPv6, by name of a name server of IPv6", at6("::6", account + "echo"));
    expected.put("by IPv6, server first", "hello ::6\n");
    expected.put("by IPv6, by pod", at6("::6", "nobody"));
    expected.put("by IPv6, server first by pod", "hello ::6\n");
    expected.put("by IPv6, itself by pod", at6(Street.ECHO6, "nobody"));
    expected.put("by IPv6, without a mesh", at6("::6", "nobody"));
    expected.put("by IPv6, excluded port", at6(Street.PLANE6, "nobody"));
    expected.put("by IPv6 to a server of IPv4", "hello 127.0.0.6\n");
    return expected;
  }

  private static String at6(String source, String caller) {
    return "echo at " + Street.ECHO6 + " sees " + source + ", certified " + caller + "\n";
  }

  private static String at(String source, String caller) {
    return "echo at " + Street.ECHO + " sees " + source + ", certified " + caller + "\n";
  }
}
