package dev.weft.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.weft.host.Environment;
import dev.weft.host.Refusal;
import dev.weft.pki.Pem;
import dev.weft.rpc.transport.Channels;
import dev.weft.rpc.transport.ClientTls;
import dev.weft.rpc.transport.Loops;
import dev.weft.rpc.transport.Target;
import dev.weft.rpc.xds.Backoff;
import dev.weft.rpc.xds.Follower;
import dev.weft.rpc.xds.XdsClient;
import dev.weft.sources.kubernetes.FakeApiServer;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A control plane that reads its own cluster and others through their API servers.
final class LinksTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CLUSTER = "outbound|9080||reviews.default.svc.cluster.local";
  private static final String ID = "sidecar~10.0.0.9~client.default~default.svc.cluster.local";

  @TempDir Path directory;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final Loops loops = Loops.of(1, "test");
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private FakeApiServer home;
  private FakeApiServer far;
  private final List<ControlPlane> planes = new ArrayList<>();

  @BeforeEach
  void begin() throws Exception {
    home = new FakeApiServer();
    far = new FakeApiServer();
    open.add(home);
    open.add(far);
    home.write("ns.yaml", namespace("default") + "---\n" + namespace("istio-system"));
    far.write("ns.yaml", namespace("default") + "---\n" + namespace("istio-system"));
    home.write("reviews.yaml", service());
    far.write("reviews.yaml", service());
    home.write("slice.yaml", slice("10.1.0.1"));
    far.write("slice.yaml", slice("10.2.0.1"));
  }

  private void start(String... more) throws Exception {
    Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), home.kubeconfig("t"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--kubeconfig",
                kubeconfig.toString(),
                "--cluster-id",
                "c1",
                "--state",
                directory.resolve("state").toString(),
                "--xds-address",
                "127.0.0.1:0",
                "--secure-xds-address",
                "127.0.0.1:0",
                "--monitoring-address",
                "127.0.0.1:0"));
    arguments.addAll(List.of(more));
    ControlPlane plane =
        (ControlPlane)
            new ControlPlaneProgram()
                .start(
                    arguments,
                    Environment.ofProcess()
                        .loggingTo(new PrintStream(log, true, StandardCharsets.UTF_8)));
    open.add(plane);
    planes.add(plane);
  }

  private ControlPlane plane() {
    return planes.getFirst();
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

  private static String namespace(String name) {
    return "apiVersion: v1\nkind: Namespace\nmetadata: {name: %s}\n".formatted(name);
  }

  private static String service() {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: reviews, namespace: default}
    spec:
      ports: [{name: http, port: 9080}]
    """;
  }

  private static String slice(String... addresses) {
    StringBuilder endpoints = new StringBuilder();
    for (String address : addresses) {
      endpoints.append("- {addresses: [%s], conditions: {ready: true}}\n".formatted(address));
    }
    return """
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata: {name: reviews-1, namespace: default, labels: {kubernetes.io/service-name: reviews}}
    addressType: IPv4
    ports: [{name: http, port: 9080, protocol: TCP}]
    endpoints:
    """
        + endpoints;
  }

  private static String secret(String cluster, String kubeconfig) {
    return """
    apiVersion: v1
    kind: Secret
    metadata: {name: remote, namespace: istio-system, labels: {istio/multiCluster: "true"}}
    stringData:
      %s: |
    %s
    """
        .formatted(cluster, kubeconfig.indent(4));
  }

  private void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(2_000_000);
    }
    assertThat(condition.getAsBoolean()).as(what + "; log: " + log).isTrue();
  }

  private String page(String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + plane().monitoringPort() + path))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (Exception failed) {
      throw new IllegalStateException(path, failed);
    }
  }

  private final class Proxy implements Follower {
    volatile Resources has = Resources.EMPTY;
    final List<String> losses = new CopyOnWriteArrayList<>();

    Proxy(Target target, Map<String, String> headers) {
      this(target, headers, Node.newBuilder().setId(ID).build());
    }

    Proxy(Target target, Map<String, String> headers, Node node) {
      ClientSession session =
          new ClientSession(Mode.DELTA, node, EnumSet.allOf(ResourceType.class));
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

    String endpoints() {
      TreeSet<String> found = new TreeSet<>();
      has.find(ResourceType.ENDPOINT, CLUSTER)
          .ifPresent(resource ->
              resource
                  .as(ClusterLoadAssignment.class)
                  .getEndpointsList()
                  .forEach(locality ->
                      locality
                          .getLbEndpointsList()
                          .forEach(endpoint ->
                              found.add(
                                  endpoint
                                      .getEndpoint()
                                      .getAddress()
                                      .getSocketAddress()
                                      .getAddress()))));
      return String.join(" ", found);
    }
  }

  private Proxy sidecar() {
    return new Proxy(Target.plain("127.0.0.1", plane().plainPort()), Map.of());
  }

  @Test
  void endpointsOfALinkedClusterComeChangeAndGo() throws Exception {
    start();
    Proxy proxy = sidecar();
    until("the own endpoint", () -> proxy.endpoints().equals("10.1.0.1"));
    home.write("link.yaml", secret("c2", far.kubeconfig("t")));
    until("both", () -> proxy.endpoints().equals("10.1.0.1 10.2.0.1"));
    far.write("slice.yaml", slice("10.2.0.1", "10.2.0.2"));
    until("one more", () -> proxy.endpoints().equals("10.1.0.1 10.2.0.1 10.2.0.2"));
    far.write("slice.yaml", slice("10.2.0.2"));
    until("one less", () -> proxy.endpoints().equals("10.1.0.1 10.2.0.2"));
    assertThat(page("/debug/clusterz"))
        .contains("\"id\": \"c2\"")
        .contains("\"secretName\": \"istio-system/remote\"")
        .contains("\"syncStatus\": \"synced\"");
    assertThat(page("/metrics"))
        .contains("istiod_managed_clusters{cluster_type=\"remote\"} 1")
        .contains("weft_link_synced{cluster=\"c2\"} 1");
    home.remove("link.yaml");
    until("the own one alone", () -> proxy.endpoints().equals("10.1.0.1"));
    until("no link", () -> !page("/debug/clusterz").contains("c2"));
  }

  @Test
  void aCutLinkKeepsWhatItSaidAndSaysThatItIsCut() throws Exception {
    home.write("link.yaml", secret("c2", far.kubeconfig("t")));
    start();
    Proxy proxy = sidecar();
    until("both", () -> proxy.endpoints().equals("10.1.0.1 10.2.0.1"));
    far.down();
    until("it shows", () -> page("/debug/clusterz").contains("unreachable"));
    until("it is a problem", () -> page("/api/v1/problems").contains("cluster c2 at"));
    home.write("slice.yaml", slice("10.1.0.7"));
    until("the rest moves on", () -> proxy.endpoints().equals("10.1.0.7 10.2.0.1"));
    far.write("slice.yaml", slice("10.2.0.8"));
    far.up();
    until("it catches up", () -> proxy.endpoints().equals("10.1.0.7 10.2.0.8"));
    until("no problem is left", () -> !page("/api/v1/problems").contains("cluster c2 at"));
  }

  @Test
  void aChangedLinkCountsOnceItIsReadAndABrokenOneNever() throws Exception {
    home.write("link.yaml", secret("c2", far.kubeconfig("t")));
    start();
    Proxy proxy = sidecar();
    until("both", () -> proxy.endpoints().equals("10.1.0.1 10.2.0.1"));
    String programs = far.kubeconfig("t").replace("token: \"t\"", "exec: {command: id}");
    home.write("link.yaml", secret("c2", programs));
    until("it is refused", () -> page("/api/v1/problems").contains("'exec' is not accepted"));
    assertThat(proxy.endpoints()).isEqualTo("10.1.0.1 10.2.0.1");
    FakeApiServer other = new FakeApiServer();
    open.add(other);
    other.write("reviews.yaml", service());
    other.write("slice.yaml", slice("10.3.0.1"));
    other.silent(true);
    home.write("link.yaml", secret("c2", other.kubeconfig("u")));
    far.write("slice.yaml", slice("10.2.0.5"));
    until("the old one goes on", () -> proxy.endpoints().equals("10.1.0.1 10.2.0.5"));
    other.silent(false);
    until("the new one counts", () -> proxy.endpoints().equals("10.1.0.1 10.3.0.1"));
  }

  @Test
  void aTokenIsReviewedAtTheClusterThatTheCallerNames() throws Exception {
    home.token("home-token", "system:serviceaccount:default:client");
    far.token("far-token", "system:serviceaccount:default:client");
    far.token("thief", "system:serviceaccount:other:client");
    home.write("link.yaml", secret("c2", far.kubeconfig("t")));
    start();
    until("it is linked", () -> page("/debug/clusterz").contains("c2"));
    var roots =
        Pem.certificates(Files.readString(directory.resolve("state/ca/cert.pem"))).orElseThrow();
    var tls = new ClientTls("istiod.istio-system.svc", roots, List.of("istiod"), Optional.empty());
    Target secure = Target.tls("127.0.0.1", plane().securePort(), tls);
    Proxy near = new Proxy(secure, Map.of("authorization", "Bearer home-token"));
    until("it is served", () -> !near.has.of(ResourceType.LISTENER).isEmpty());
    Map<String, String> headers = Map.of("authorization", "Bearer far-token", "clusterid", "c2");
    Proxy distant = new Proxy(secure, headers);
    until("it is served", () -> !distant.has.of(ResourceType.LISTENER).isEmpty());
    Proxy misplaced = new Proxy(secure, Map.of("authorization", "Bearer far-token"));
    until("it is refused", () -> !misplaced.losses.isEmpty());
    assertThat(misplaced.losses.getFirst()).startsWith("UNAUTHENTICATED").contains("unknown");
    Proxy lost = new Proxy(secure, Map.of("authorization", "Bearer far-token", "clusterid", "c9"));
    until("it is refused", () -> !lost.losses.isEmpty());
    assertThat(lost.losses.getFirst()).contains("'c9' is not linked");
    Proxy thief = new Proxy(secure, Map.of("authorization", "Bearer thief", "clusterid", "c2"));
    until("it is refused", () -> !thief.losses.isEmpty());
    assertThat(thief.losses.getFirst()).startsWith("PERMISSION_DENIED");
  }

  @Test
  void theRootsArePutIntoEveryNamespaceAndNotIntoClustersOfOthers() throws Exception {
    home.write("link.yaml", secret("c2", far.kubeconfig("t")));
    start();
    String maps = "/api/v1/configmaps";
    until("default", () -> home.object(maps, "default/istio-ca-root-cert").isPresent());
    home.write("late.yaml", namespace("late"));
    until("a late one", () -> home.object(maps, "late/istio-ca-root-cert").isPresent());
    String pem =
        home.object(maps, "late/istio-ca-root-cert")
            .orElseThrow()
            .path("data")
            .path("root-cert.pem")
            .asString("");
    assertThat(pem).isEqualTo(Files.readString(directory.resolve("state/ca/cert.pem")));
    until("it is linked", () -> page("/debug/clusterz").contains("synced"));
    assertThat(far.requests()).allMatch(request -> request.startsWith("GET "));
    far.write(
        "ns.yaml",
        namespace("default")
            + "---\n"
            + """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: istio-system
              annotations: {topology.istio.io/controlPlaneClusters: c1}
            """);
    until("of a remote", () -> far.object(maps, "default/istio-ca-root-cert").isPresent());
  }

  @Test
  void theClustersNetworkAndTheMeshMayBeTold() throws Exception {
    start("--network", "n1", "--mesh-id", "m1");
    assertThat(page("/debug/networkz")).contains("\"c1\": \"n1\"");
    home.write(
        "ns.yaml",
        namespace("default")
            + "---\n"
            + "apiVersion: v1\nkind: Namespace\n"
            + "metadata: {name: istio-system, labels: {topology.istio.io/network: n9}}\n");
    until("what the cluster says counts", () -> page("/debug/networkz").contains("n9"));
    Struct other =
        Struct.newBuilder()
            .putFields("MESH_ID", Value.newBuilder().setStringValue("m2").build())
            .build();
    Proxy stranger =
        new Proxy(
            Target.plain("127.0.0.1", plane().plainPort()),
            Map.of(),
            Node.newBuilder().setId(ID).setMetadata(other).build());
    until("it is refused", () -> !stranger.losses.isEmpty());
    assertThat(stranger.losses.getFirst()).startsWith("PERMISSION_DENIED").contains("'m2'");
  }

  @Test
  void aClusterThatCannotBeReadIsASentence() throws Exception {
    Path broken = Files.writeString(directory.resolve("broken"), "current-context: x\n");
    assertThatThrownBy(() -> start("--kubeconfig", broken.toString()))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal ->
                assertThat(refusal.problems().toString()).contains("no 'context' called 'x'"));
  }
}
