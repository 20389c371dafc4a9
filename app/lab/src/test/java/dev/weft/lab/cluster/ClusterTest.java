package dev.weft.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.host.Environment;
import dev.weft.host.Running;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A cluster without nodes, over its API and its name server.
class ClusterTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SERVICES = "/api/v1/namespaces/default/services";

  @TempDir private Path directory;
  private final List<Running> running = new ArrayList<>();
  private HttpClient client = HttpClient.newHttpClient();
  private String token = "";

  /// An address of loopback that no other process has, so that its ports are free.
  private static final String ADDRESS = ownAddress();

  private static final int API_PORT = 6443;
  private static final int DNS_PORT = 10053;

  private static String ownAddress() {
    long pid = ProcessHandle.current().pid();
    return "127.%d.%d.%d".formatted(128 + (pid >> 16) % 64, (pid >> 8) % 256, pid % 256);
  }

  @BeforeEach
  void start() throws Exception {
    launch();
  }

  private Running launch() throws Exception {
    Running cluster =
        new ClusterProgram()
            .start(
                List.of(
                    "--name=one",
                    "--directory=" + directory,
                    "--address=" + ADDRESS,
                    "--api-port=" + API_PORT,
                    "--dns-port=" + DNS_PORT,
                    "--service-range=10.96.0.0/16",
                    "--service-range=fd96::/112",
                    "--pod-range=10.1.0.0/16",
                    "--balancer-range=198.51.100.0/28"),
                Environment.ofProcess());
    running.add(cluster);
    String kubeconfig = Files.readString(directory.resolve("kubeconfig"));
    token = found(kubeconfig, "token: \"([^\"]+)\"");
    client = client(Base64.getDecoder().decode(found(kubeconfig, "authority-data: ([^}]+)")));
    return cluster;
  }

  private static String found(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1).strip();
  }

  private static HttpClient client(byte[] root) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, new char[0]);
    store.setCertificateEntry(
        "root",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(root)));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(context).build();
  }

  @AfterEach
  void stop() {
    running.forEach(Running::stop);
    client.close();
  }

  private HttpRequest.Builder request(String path, String as) {
    return HttpRequest.newBuilder(URI.create("https://" + ADDRESS + ":" + API_PORT + path))
        .header("Authorization", "Bearer " + as)
        .timeout(PATIENCE);
  }

  private record Reply(int status, JsonNode body) {}

  private Reply call(String as, String method, String path, String body) throws Exception {
    HttpResponse<String> response =
        client.send(
            request(path, as)
                .header("Content-Type", "application/yaml")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return new Reply(response.statusCode(), JSON.readTree(response.body()));
  }

  private JsonNode put(String path, String yaml) throws Exception {
    Reply reply = call(token, "PATCH", path, yaml);
    assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
    return reply.body();
  }

  private JsonNode get(String path) throws Exception {
    return call(token, "GET", path, "").body();
  }

  private void pod(String name, String address, boolean ready) throws Exception {
    put(
        "/api/v1/namespaces/default/pods/" + name,
        """
        metadata: {labels: {app: web}}
        spec:
          nodeName: a
          containers: [{name: web, ports: [{name: http, containerPort: 8080}]}]
        status: {phase: Running, podIP: %s, conditions: [{type: Ready, status: "%s"}]}
        """
            .formatted(address, ready ? "True" : "False"));
  }

  private JsonNode until(String path, Predicate<JsonNode> holds) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    JsonNode last = get(path);
    while (!holds.test(last)) {
      assertThat(System.nanoTime()).as("still " + last).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
      last = get(path);
    }
    return last;
  }

  @Test
  void aServiceKeepsTheAddressesThatItWasGiven() throws Exception {
    String yaml = "spec: {type: LoadBalancer, ports: [{name: http, port: 80, targetPort: http}]}";
    JsonNode made = put(SERVICES + "/web", yaml);
    String address = made.path("spec").path("clusterIP").asString("");
    assertThat(address).isEqualTo("10.96.0.16");
    assertThat(made.path("spec").path("ports").path(0).path("nodePort").asInt(0)).isEqualTo(30000);
    assertThat(
            made.path("status")
                .path("loadBalancer")
                .path("ingress")
                .path(0)
                .path("ip")
                .asString(""))
        .startsWith("198.51.100.");
    // Replaced by a text that does not have them.
    assertThat(
            call(token, "PUT", SERVICES + "/web", yaml)
                .body()
                .path("spec")
                .path("clusterIP")
                .asString(""))
        .isEqualTo(address);
    JsonNode other = put(SERVICES + "/other", yaml);
    assertThat(other.path("spec").path("clusterIP").asString("")).isEqualTo("10.96.0.17");
    assertThat(other.path("spec").path("ports").path(0).path("nodePort").asInt(0)).isEqualTo(30001);
    assertThat(call(token, "PATCH", SERVICES + "/third", "spec: {clusterIP: 10.96.0.16}").status())
        .isEqualTo(422);
    assertThat(
            call(token, "PATCH", SERVICES + "/third", "spec: {clusterIP: 10.97.0.1}")
                .body()
                .path("message")
                .asString(""))
        .contains("10.96.0.0/16");
  }

  @Test
  void afterItsEndEverythingIsAsBefore() throws Exception {
    JsonNode before = put(SERVICES + "/web", "spec: {type: NodePort, ports: [{port: 80}]}");
    String oldToken = token;
    running.forEach(Running::stop);
    running.clear();
    launch();
    assertThat(token).isEqualTo(oldToken);
    assertThat(get(SERVICES + "/web")).isEqualTo(before);
    assertThat(
            put(SERVICES + "/new", "spec: {ports: [{port: 80}]}")
                .path("spec")
                .path("clusterIP")
                .asString(""))
        .isEqualTo("10.96.0.17");
  }

  @Test
  void endpointsFollowThePodsAndTheirReadiness() throws Exception {
    put(
        SERVICES + "/web",
        "spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}");
    put("/api/v1/nodes/a", "metadata: {labels: {topology.kubernetes.io/zone: east-1}}");
    pod("web-1", "10.1.0.1", true);
    pod("web-2", "10.1.0.2", false);
    String slice = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/web-1";
    JsonNode both = until(slice, node -> node.path("endpoints").size() == 2);
    assertThat(both.path("ports").path(0).path("port").asInt(0)).isEqualTo(8080);
    assertThat(both.path("endpoints").path(0).path("zone").asString("")).isEqualTo("east-1");
    assertThat(both.path("endpoints").path(1).path("conditions").path("ready").asBoolean(true))
        .isFalse();
    pod("web-2", "10.1.0.2", true);
    until(
        slice,
        node -> node.path("endpoints").path(1).path("conditions").path("ready").asBoolean(false));
    assertThat(call(token, "DELETE", "/api/v1/namespaces/default/pods/web-1", "").status())
        .isEqualTo(200);
    until(slice, node -> node.path("endpoints").size() == 1);
    call(token, "DELETE", SERVICES + "/web", "");
    until(slice, node -> node.path("code").asInt(0) == 404);
  }

  @Test
  void aWatchTellsWhatChangesAndRefusesWhatIsForgotten() throws Exception {
    String version = get(SERVICES).path("metadata").path("resourceVersion").asString("");
    HttpResponse<InputStream> watch =
        client.send(
            request(SERVICES + "?watch=1&resourceVersion=" + version, token).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(watch.body(), StandardCharsets.UTF_8))) {
      put(SERVICES + "/web", "spec: {ports: [{port: 80}]}");
      put(SERVICES + "/web", "metadata: {labels: {a: b}}");
      call(token, "DELETE", SERVICES + "/web", "");
      List<String> types = new ArrayList<>();
      while (types.size() < 3) {
        String line = lines.readLine();
        assertThat(line).isNotNull();
        if (!line.isBlank()) {
          types.add(JSON.readTree(line).path("type").asString(""));
        }
      }
      assertThat(types).containsExactly("ADDED", "MODIFIED", "DELETED");
    }
    HttpResponse<String> old =
        client.send(
            request(SERVICES + "?watch=1&resourceVersion=1", token).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(JSON.readTree(old.body()).path("object").path("code").asInt(0)).isEqualTo(410);
  }

  @Test
  void tokensOfAccountsAreMadeReviewedAndBounded() throws Exception {
    put("/api/v1/namespaces/default/serviceaccounts/web", "{}");
    String path = "/api/v1/namespaces/default/serviceaccounts/web/token";
    Reply made = call(token, "POST", path, "spec: {audiences: [istio-ca], expirationSeconds: 600}");
    String own = made.body().path("status").path("token").asString("");
    assertThat(review(own, "istio-ca").path("user").path("username").asString(""))
        .isEqualTo("system:serviceaccount:default:web");
    assertThat(review(own, "other").path("authenticated").asBoolean(true)).isFalse();
    assertThat(review(own + "x", "istio-ca").path("error").asString("")).contains("signed");
    assertThat(call(own, "GET", SERVICES, "").status()).isEqualTo(200);
    assertThat(call(own, "PATCH", SERVICES + "/x", "spec: {}").status()).isEqualTo(403);
    assertThat(call(own, "POST", path, "{}").status()).isEqualTo(403);
    assertThat(call("nobody", "GET", SERVICES, "").status()).isEqualTo(401);
    call(token, "DELETE", "/api/v1/namespaces/default/serviceaccounts/web", "");
    assertThat(review(own, "istio-ca").path("error").asString("")).contains("not there any more");
  }

  private JsonNode review(String own, String audience) throws Exception {
    return call(
            token,
            "POST",
            "/apis/authentication.k8s.io/v1/tokenreviews",
            JSON.writeValueAsString(
                Map.of("spec", Map.of("token", own, "audiences", List.of(audience)))))
        .body()
        .path("status");
  }

  @Test
  void namesAreThoseOfItsOwnServices() throws Exception {
    put(SERVICES + "/web", "spec: {ports: [{port: 80}]}");
    SimpleResolver resolver = new SimpleResolver(new java.net.InetSocketAddress(ADDRESS, DNS_PORT));
    resolver.setTimeout(PATIENCE);
    Record question =
        Record.newRecord(Name.fromString("web.default.svc.cluster.local."), Type.A, DClass.IN);
    long end = System.nanoTime() + PATIENCE.toNanos();
    Message answer = resolver.send(Message.newQuery(question));
    while (answer.getSection(Section.ANSWER).isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      answer = resolver.send(Message.newQuery(question));
    }
    assertThat(answer.getSection(Section.ANSWER).getFirst().rdataToString())
        .isEqualTo("10.96.0.16");
  }

  @Test
  void badInputIsRefusedWithAReasonAndItGoesOn() throws Exception {
    assertThat(call(token, "PATCH", SERVICES + "/web", "spec: [").status()).isEqualTo(400);
    assertThat(call(token, "PATCH", SERVICES + "/web", "[1]").status()).isEqualTo(400);
    assertThat(call(token, "PATCH", SERVICES + "/..%2f..%2fx", "spec: {}").status()).isEqualTo(404);
    assertThat(call(token, "POST", SERVICES, "metadata: {name: ../x}").status()).isEqualTo(422);
    assertThat(call(token, "GET", "/nowhere", "").status()).isEqualTo(404);
    assertThat(call(token, "GET", SERVICES + "?labelSelector=a+in+(b)", "").status())
        .isEqualTo(400);
    assertThat(get(SERVICES + "/web").path("message").asString("")).contains("not found");
    assertThat(get("/api/v1/services").path("items").size()).isEqualTo(2);
  }
}
