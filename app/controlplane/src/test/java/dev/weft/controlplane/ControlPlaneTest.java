package dev.weft.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.host.Environment;
import dev.weft.host.Refusal;
import dev.weft.host.port.HeldPort;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Pem;
import dev.weft.pki.SigningKey;
import dev.weft.rpc.caller.WorkloadTokens;
import dev.weft.rpc.transport.Channels;
import dev.weft.rpc.transport.ClientTls;
import dev.weft.rpc.transport.Loops;
import dev.weft.rpc.transport.Target;
import dev.weft.rpc.xds.Backoff;
import dev.weft.rpc.xds.Follower;
import dev.weft.rpc.xds.XdsClient;
import dev.weft.xds.ClientSession;
import dev.weft.xds.Mode;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControlPlaneTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: reviews, namespace: default}
      spec:
        selector: {app: reviews}
        ports: [{name: http, port: 9080}]
      """;
  private static final String CLUSTER = "outbound|9080||reviews.default.svc.cluster.local";

  @TempDir Path directory;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final Loops loops = Loops.of(1, "test");
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private Path mesh;
  private ControlPlane plane;

  @BeforeEach
  void begin() throws Exception {
    mesh = Files.createDirectory(directory.resolve("mesh"));
    Files.writeString(mesh.resolve("services.yaml"), SERVICE);
    HeldPort held = HeldPort.on("127.0.0.1");
    open.add(held);
    plane = start(held.number(), 0);
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    executor.shutdownNow();
    loops.close();
    http.close();
  }

  private ControlPlane start(int plainPort, int monitoringPort) {
    ControlPlane started =
        (ControlPlane)
            new ControlPlaneProgram()
                .start(
                    List.of(
                        "--config",
                        mesh.toString(),
                        "--state",
                        directory.resolve("state").toString(),
                        "--xds-address",
                        "127.0.0.1:" + plainPort,
                        "--secure-xds-address",
                        "127.0.0.1:0",
                        "--monitoring-address",
                        "127.0.0.1:" + monitoringPort),
                    Environment.ofProcess()
                        .loggingTo(new PrintStream(log, true, StandardCharsets.UTF_8)));
    open.add(started);
    return started;
  }

  private final class Proxy implements Follower {
    volatile Resources has = Resources.EMPTY;
    final List<String> losses = new CopyOnWriteArrayList<>();
    final List<Integer> offers = new CopyOnWriteArrayList<>();

    Proxy(String id, Target target, Map<String, String> headers) {
      ClientSession session =
          new ClientSession(
              Mode.DELTA,
              Node.newBuilder().setId(id).setUserAgentName("weft").setUserAgentVersion("9").build(),
              EnumSet.allOf(ResourceType.class));
      open.add(
          XdsClient.start(
              new Channels(loops, executor, InstantSource.system()),
              XdsClient.Connection.to(target)
                  .withHeaders(() -> headers)
                  .withBackoff(new Backoff(Duration.ofMillis(50), Duration.ofMillis(200))),
              session,
              this));
    }

    @Override
    public Map<String, String> offered(ClientSession.Offer offer) {
      if (offer.response() instanceof dev.weft.xds.Response.Increment(var message)) {
        offers.add(message.getResourcesCount());
      }
      return Map.of();
    }

    @Override
    public void settled(ClientSession session) {
      has = session.resources();
    }

    @Override
    public void disconnected(String why, Duration again) {
      losses.add(why);
    }

    int endpoints() {
      return has.find(ResourceType.ENDPOINT, CLUSTER)
          .map(found ->
              found.as(ClusterLoadAssignment.class).getEndpointsList().stream()
                  .mapToInt(locality -> locality.getLbEndpointsCount())
                  .sum())
          .orElse(-1);
    }
  }

  private Proxy sidecar() {
    return new Proxy(
        "sidecar~10.0.0.9~client.default~default.svc.cluster.local",
        Target.plain("127.0.0.1", plane.plainPort()),
        Map.of());
  }

  private void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(2_000_000);
    }
    assertThat(condition.getAsBoolean()).as(what + "; log: " + log).isTrue();
  }

  private HttpResponse<String> call(String method, String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + plane.monitoringPort() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String instance(String name, boolean ready) {
    return """
    {"name": "%s", "workload": "reviews", "labels": {"app": "reviews"}, "address": "127.66.1.1",
     "ports": [{"name": "http", "number": 9080, "app": "127.66.1.2:9080"}], "ready": %s}
    """
        .formatted(name, ready);
  }

  @Test
  void aSidecarNeverHeardOfIsServedAndFollowsTheFiles() throws Exception {
    Proxy proxy = sidecar();
    until("the cluster arrives", () -> proxy.has.find(ResourceType.CLUSTER, CLUSTER).isPresent());
    until("listeners arrive", () -> !proxy.has.of(ResourceType.LISTENER).isEmpty());
    String other = SERVICE.replace("name: reviews,", "name: ratings,");
    Files.writeString(mesh.resolve("more.yaml"), other);
    until(
        "the new service arrives",
        () ->
            proxy
                .has
                .find(ResourceType.CLUSTER, "outbound|9080||ratings.default.svc.cluster.local")
                .isPresent());
    Files.delete(mesh.resolve("more.yaml"));
    until(
        "and goes",
        () ->
            proxy
                .has
                .find(ResourceType.CLUSTER, "outbound|9080||ratings.default.svc.cluster.local")
                .isEmpty());
    assertThat(call("GET", "/debug/syncz", "").body())
        .contains("\"proxy\": \"client.default\"", "\"proxy_version\": \"weft/9\"");
    for (String name : List.of("proxyID", "proxy")) {
      assertThat(call("GET", "/debug/config_dump?" + name + "=client.default", "").body())
          .contains("ClustersConfigDump")
          .contains(CLUSTER);
    }
    assertThat(call("GET", "/debug/config_dump", "").body()).contains("?proxyID=NAME.NAMESPACE");
    assertThat(call("GET", "/metrics", "").body())
        .contains("pilot_xds_pushes{type=\"cds\"}")
        .contains("pilot_services");
  }

  @Test
  void instancesComeAndGoOverHttp() throws Exception {
    Proxy proxy = sidecar();
    until("the cluster arrives", () -> proxy.has.find(ResourceType.CLUSTER, CLUSTER).isPresent());
    assertThat(call("PUT", "/api/v1/instances", instance("reviews-1", true)).statusCode())
        .isEqualTo(200);
    until("its endpoint arrives", () -> proxy.endpoints() == 1);
    assertThat(call("GET", "/api/v1/instances", "").body()).contains("reviews-1");
    assertThat(call("DELETE", "/api/v1/instances/default/reviews-1", "").statusCode())
        .isEqualTo(200);
    until("its endpoint goes", () -> proxy.endpoints() == 0);
    assertThat(call("DELETE", "/api/v1/instances/default/nobody", "").statusCode()).isEqualTo(404);
    assertThat(call("PUT", "/api/v1/instances", "{\"name\": 3").statusCode()).isEqualTo(400);
  }

  @Test
  void aRequestIsExplainedFromAConnectedProxy() throws Exception {
    Proxy proxy = sidecar();
    until("the cluster arrives", () -> proxy.has.find(ResourceType.CLUSTER, CLUSTER).isPresent());
    assertThat(call("PUT", "/api/v1/instances", instance("reviews-1", true)).statusCode())
        .isEqualTo(200);
    HttpResponse<String> explained =
        call("GET", "/explain?from=client.default&url=http://reviews:9080/reviews/1", "");
    assertThat(explained.statusCode()).as(explained.body()).isEqualTo(200);
    assertThat(explained.body()).contains(CLUSTER);
    assertThat(call("GET", "/explain?from=nobody&url=http://reviews:9080/", "").statusCode())
        .isEqualTo(404);
    assertThat(call("GET", "/explain?from=client&url=gopher://x", "").statusCode()).isEqualTo(400);
  }

  @Test
  void whatIsAppliedOutlivesTheProcessAndYieldsToTheFiles() throws Exception {
    String applied = SERVICE.replace("name: reviews,", "name: details,");
    assertThat(call("PUT", "/api/v1/resources", applied).statusCode()).isEqualTo(200);
    HttpResponse<String> conflict = call("PUT", "/api/v1/resources?file=mine.yaml", SERVICE);
    assertThat(conflict.body())
        .contains("\"effective\": \"no\"")
        .contains("services.yaml:3")
        .contains("which counts");
    HttpResponse<String> broken =
        call("PUT", "/api/v1/resources", applied.replace("port: 9080", "port: many"));
    assertThat(broken.statusCode()).isEqualTo(422);
    assertThat(broken.body()).contains("\"line\": 6").contains("many");
    plane.stop();
    plane = start(0, 0);
    assertThat(call("GET", "/api/v1/resources?kind=Pod,Service&name=details", "").body())
        .contains("\"name\": \"details\"");
    assertThat(call("DELETE", "/api/v1/resources/Service/default/details", "").statusCode())
        .isEqualTo(200);
    assertThat(call("GET", "/api/v1/resources?name=details", "").body()).doesNotContain("details");
    assertThat(call("DELETE", "/api/v1/resources/Service/default/details", "").statusCode())
        .isEqualTo(404);
  }

  @Test
  void whatIsAppliedIsNotCalledEffectiveWhereAnotherResourceComesFirst() throws Exception {
    String routing =
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: %s, namespace: default}
        spec:
          hosts: [reviews]
          http: [{route: [{destination: {host: reviews}}]}]
        """;
    Files.writeString(mesh.resolve("routing.yaml"), routing.formatted("m"));
    until(
        "it is there",
        () -> body("/api/v1/resources?kind=VirtualService").contains("routing.yaml:"));

    HttpResponse<String> second =
        call("PUT", "/api/v1/resources?file=mine.yaml", routing.formatted("z"));
    assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
    assertThat(second.body())
        .contains("\"effective\": \"no\"")
        .contains("mine.yaml:5:11: warning: VirtualService default/z: spec.hosts[0]: ")
        .contains("VirtualService default/m (" + mesh.resolve("routing.yaml") + ":5:11) already");

    HttpResponse<String> earlier =
        call("PUT", "/api/v1/resources?file=mine.yaml", routing.formatted("a"));
    assertThat(earlier.body())
        .contains("\"effective\": \"yes\"")
        .contains("warning: VirtualService default/m: ")
        .contains("VirtualService default/a (mine.yaml:5:11) already");
  }

  private String body(String page) {
    try {
      return call("GET", page, "").body();
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  void anIngressIsShownWithTheAddressOfTheGatewayThatServesIt() throws Exception {
    String ingress =
        """
        apiVersion: networking.k8s.io/v1
        kind: IngressClass
        metadata: {name: weft}
        spec: {controller: istio.io/ingress-controller}
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: shop, namespace: default}
        spec:
          ingressClassName: weft
          defaultBackend: {service: {name: reviews, port: {number: 9080}}}
        """;
    assertThat(call("PUT", "/api/v1/resources", ingress).statusCode()).isEqualTo(200);
    String page = "/api/v1/resources?kind=Ingress";
    assertThat(call("GET", page, "").body()).contains("\"shop\"").doesNotContain("status");

    String gateway =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: istio-ingressgateway, namespace: istio-system}
        spec: {selector: {istio: ingressgateway}, ports: [{name: http2, port: 80}]}
        status: {loadBalancer: {ingress: [{ip: 203.0.113.7}, {hostname: edge.example}]}}
        """;
    assertThat(call("PUT", "/api/v1/resources", gateway).statusCode()).isEqualTo(200);

    assertThat(call("GET", page, "").body())
        .contains("\"ip\": \"203.0.113.7\"", "\"hostname\": \"edge.example\"");
  }

  @Test
  void aBrokenFileIsLoggedOnceAndSoIsItsMending() throws Exception {
    Path file = mesh.resolve("services.yaml");
    Files.writeString(file, SERVICE.replace("port: 9080", "port: many"));
    until("the error is logged", () -> logged(file + ":6:").size() == 1);
    assertThat(body("/api/v1/problems")).contains("services.yaml", "many");

    Files.writeString(file, SERVICE);
    until("the end of it is logged", () -> !logged(" no error is left").isEmpty());

    assertThat(logged(file.toString()))
        .satisfiesExactly(
            error ->
                assertThat(error).startsWith(file + ":6:").contains(": error: Service default"),
            end -> assertThat(end).isEqualTo(file + ": no error is left in it any more"));
    assertThat(body("/api/v1/problems")).isEqualToIgnoringWhitespace("[]");
  }

  private List<String> logged(String words) {
    return log.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains(words))
        .toList();
  }

  @Test
  void aProxyThatSeesTheControlPlaneComeBackIsSentNothingItHas() throws Exception {
    Proxy proxy = sidecar();
    until("listeners arrive", () -> !proxy.has.of(ResourceType.LISTENER).isEmpty());
    until("endpoints arrive", () -> proxy.endpoints() == 0);
    until("routes arrive", () -> proxy.has.of(ResourceType.ROUTE).size() == 1);
    Resources before = proxy.has;
    int plainPort = plane.plainPort();
    plane.stop();
    until("the loss is noticed", () -> proxy.losses.size() >= 2);
    assertThat(proxy.has).isEqualTo(before);
    proxy.offers.clear();
    plane = start(plainPort, 0);
    until("it is connected again", () -> proxy.offers.size() >= 2);
    assertThat(proxy.offers).containsOnly(0);
    assertThat(call("PUT", "/api/v1/instances", instance("reviews-1", true)).statusCode())
        .isEqualTo(200);
    until("it follows again", () -> proxy.endpoints() == 1);
    assertThat(proxy.offers.stream().mapToInt(Integer::intValue).sum()).isLessThanOrEqualTo(2);
  }

  @Test
  void aCallerMustBeWhoItSaysItIs() throws Exception {
    Path ca = directory.resolve("state/ca");
    var root = Pem.certificates(Files.readString(ca.resolve("cert.pem"))).orElseThrow();
    var tokens =
        new WorkloadTokens(
            SigningKey.parse(Files.readString(ca.resolve("token-key.pem"))).orElseThrow(),
            TrustDomain.CLUSTER_LOCAL);
    var tls = new ClientTls("istiod.istio-system.svc", root, List.of("istiod"), Optional.empty());
    Target secure = Target.tls("127.0.0.1", plane.securePort(), tls);
    String mine = tokens.issue("default", "client", Instant.now(), Duration.ofMinutes(5));
    String foreign = tokens.issue("other", "client", Instant.now(), Duration.ofMinutes(5));
    String id = "sidecar~10.0.0.9~client.default~default.svc.cluster.local";
    Proxy welcome = new Proxy(id, secure, Map.of("authorization", "Bearer " + mine));
    until("listeners arrive", () -> !welcome.has.of(ResourceType.LISTENER).isEmpty());
    Proxy thief = new Proxy(id, secure, Map.of("authorization", "Bearer " + foreign));
    until("it is refused", () -> !thief.losses.isEmpty());
    assertThat(thief.losses.getFirst()).startsWith("PERMISSION_DENIED");
    Proxy nobody = new Proxy(id, secure, Map.of());
    until("it is refused", () -> !nobody.losses.isEmpty());
    assertThat(nobody.losses.getFirst()).startsWith("UNAUTHENTICATED");
  }

  @Test
  void aGatewaysPrivateKeyGoesToItsOwnGatewayOnly() throws Exception {
    Files.writeString(mesh.resolve("gateway.yaml"), GatewayWithSecret.yaml());
    var tokens =
        new WorkloadTokens(
            SigningKey.parse(Files.readString(directory.resolve("state/ca/token-key.pem")))
                .orElseThrow(),
            TrustDomain.CLUSTER_LOCAL);
    String id = "router~10.0.0.8~gw.istio-system~istio-system.svc.cluster.local";
    Target plain = Target.plain("127.0.0.1", plane.plainPort());
    String token = tokens.issue("istio-system", "gw", Instant.now(), Duration.ofMinutes(5));
    Proxy gateway = new Proxy(id, plain, Map.of("authorization", "Bearer " + token));
    until("its listeners arrive", () -> !gateway.has.of(ResourceType.LISTENER).isEmpty());
    until("its secret arrives", () -> !gateway.has.of(ResourceType.SECRET).isEmpty());
    assertThat(gateway.has.of(ResourceType.SECRET)).containsKey("kubernetes://shop-tls");
    Proxy pretender = new Proxy(id, plain, Map.of());
    until("its listeners arrive", () -> !pretender.has.of(ResourceType.LISTENER).isEmpty());
    assertThat(pretender.has.of(ResourceType.SECRET)).isEmpty();
    assertThat(call("GET", "/debug/config_dump?proxy=gw.istio-system", "").body())
        .doesNotContain(GatewayWithSecret.keyBase64());
  }

  @Test
  void theKeysAreClosedToOthersAndAreKept() throws Exception {
    Path key = directory.resolve("state/ca/key.pem");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    String before = Files.readString(key);
    plane.stop();
    plane = start(0, 0);
    assertThat(Files.readString(key)).isEqualTo(before);
    plane.stop();
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> start(0, 0))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void aTakenPortIsOneSentenceAndLeavesNothingRunning() {
    assertThatThrownBy(() -> start(plane.plainPort(), 0))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("--xds-address");
    assertThatThrownBy(() -> start(0, plane.monitoringPort()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("--monitoring-address");
  }

  @Test
  void onAnAddressOfOthersThePagesOnlyShow() throws Exception {
    Files.writeString(mesh.resolve("gateway.yaml"), GatewayWithSecret.yaml());
    ControlPlane shown =
        (ControlPlane)
            new ControlPlaneProgram()
                .start(
                    List.of(
                        "--config",
                        mesh.toString(),
                        "--state",
                        directory.resolve("other").toString(),
                        "--xds-address",
                        "127.0.0.1:0",
                        "--secure-xds-address",
                        "0.0.0.0:0",
                        "--dns-name",
                        "mesh.example",
                        "--monitoring-address",
                        "0.0.0.0:0"),
                    Environment.ofProcess()
                        .loggingTo(new PrintStream(log, true, StandardCharsets.UTF_8)));
    open.add(shown);
    String at = "http://127.0.0.1:" + shown.monitoringPort();
    for (String page : List.of("/ready", "/metrics", "/debug/syncz", "/debug/clusterz")) {
      assertThat(status("GET", at + page)).as(page).isEqualTo(200);
    }
    for (String page : List.of("/api/v1/resources", "/debug/configz", "/debug/config_dump")) {
      assertThat(status("GET", at + page)).as(page).isEqualTo(404);
    }
    assertThat(status("PUT", at + "/debug/syncz")).isEqualTo(405);
    assertThat(call("GET", "/debug/configz", "").body())
        .contains("Service")
        .doesNotContain(GatewayWithSecret.keyBase64());
    var root =
        Pem.certificates(Files.readString(directory.resolve("other/ca/cert.pem"))).orElseThrow();
    var tls = new ClientTls("mesh.example", root, List.of("mesh.example"), Optional.empty());
    Proxy proxy =
        new Proxy(
            "sidecar~10.0.0.9~client.default~default.svc.cluster.local",
            Target.tls("127.0.0.1", shown.securePort(), tls),
            Map.of());
    until("the name is good, the caller nobody", () -> !proxy.losses.isEmpty());
    assertThat(proxy.losses.getFirst()).startsWith("UNAUTHENTICATED");
  }

  private int status(String method, String uri) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(uri))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void aWebPageOfAnotherSiteIsRefused() throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + plane.monitoringPort() + "/api/v1/resources"))
                .header("Origin", "https://evil.example")
                .PUT(HttpRequest.BodyPublishers.ofString(SERVICE))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(403);
  }
}
