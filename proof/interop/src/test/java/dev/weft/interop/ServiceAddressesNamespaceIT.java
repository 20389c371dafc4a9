package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.linux.command.Commands;
import dev.weft.linux.namespace.Namespace;
import dev.weft.linux.namespace.Wiring;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Addresses of Services in the kernel: a node, its pods and the process of a cluster in network
/// namespaces, and programs that know nothing of it.
@EnabledIfSystemProperty(
    named = "user.name",
    matches = "root",
    disabledReason = "network namespaces need root: run this as root")
class ServiceAddressesNamespaceIT {
  private static final Duration BOUND = Duration.ofSeconds(90);
  private static final String PREFIX =
      "weft-it-services-" + Long.toString(ProcessHandle.current().pid(), 36) + "-";
  private static final Path APPS = Path.of("src/test/apps").toAbsolutePath();
  private static final String ADDRESS = "10.201.0.77";
  private static final String NODE_ADDRESS = "10.101.0.1";

  private static final int CONNECTIONS = 15_000;

  /// Exceeded by an even spread over four (three degrees of freedom) once in a thousand million
  /// runs.
  private static final double CHI_SQUARE_BOUND = 45;

  @TempDir private Path directory;
  private final List<Process> processes = new ArrayList<>();
  private Namespace node = new Namespace(PREFIX + "node");
  private Namespace client = new Namespace(PREFIX + "client");

  @BeforeEach
  void build() throws IOException {
    clear();
    node = Namespace.create(node.name());
    Wiring.forwarding(node);
    Wiring.bridge(new Wiring.End(node, "pods"), List.of(NODE_ADDRESS + "/24"));
    client = pod("client", 2);
    for (int i = 1; i <= 5; i++) {
      Namespace server = pod("server-" + i, 10 + i);
      start(
          server,
          "server-" + i,
          "python3",
          APPS.resolve("greeter.py").toString(),
          "8080",
          "server-" + i);
    }
  }

  private Namespace pod(String name, int number) {
    Namespace pod = Namespace.create(PREFIX + name);
    Wiring.pod(
        pod,
        new Wiring.End(node, "p" + number),
        "pods",
        List.of("10.101.0." + number),
        List.of(NODE_ADDRESS));
    return pod;
  }

  private Process start(Namespace at, String log, String... command) throws IOException {
    Process process =
        new ProcessBuilder(at.words(List.of(command)))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(log + ".log").toFile())
            .start();
    processes.add(process);
    return process;
  }

  @AfterEach
  void clear() {
    Ending.atOnce(processes);
    Namespace.named(PREFIX).forEach(Namespace::delete);
    assertThat(Namespace.named(PREFIX)).isEmpty();
  }

  private Process cluster() throws IOException {
    Process process =
        start(
            node,
            "cluster",
            Weft.command(
                    "lab-cluster",
                    "--name=one",
                    "--directory=" + directory.resolve("one"),
                    "--address=" + NODE_ADDRESS,
                    "--service-range=10.201.0.0/16",
                    "--pod-range=10.101.0.0/24",
                    "--node=a=" + node.name())
                .toArray(String[]::new));
    Patience.until(
        BOUND,
        () -> "the cluster serves; it says " + read("cluster.log"),
        () -> read("cluster.log").contains("serving at"));
    return process;
  }

  private String read(String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException absent) {
      return "nothing (" + absent.getMessage() + ")";
    }
  }

  private String apply(String path, String yaml) throws IOException {
    Matcher token =
        Pattern.compile("token: \"([^\"]+)\"")
            .matcher(Files.readString(directory.resolve("one/kubeconfig")));
    assertThat(token.find()).isTrue();
    return node.run(
        "curl",
        "-sS",
        "--fail-with-body",
        "--max-time",
        "30",
        "--cacert",
        directory.resolve("one/keys/ca-cert.pem").toString(),
        "-H",
        "Authorization: Bearer " + token.group(1),
        "-H",
        "Content-Type: application/yaml",
        "-X",
        "PATCH",
        "--data-binary",
        yaml,
        "https://" + NODE_ADDRESS + ":6443" + path);
  }

  private void ready(int number, boolean is) throws IOException {
    apply(
        "/api/v1/namespaces/default/pods/server-" + number,
        """
        metadata: {labels: {app: greeter}}
        spec: {nodeName: a, containers: [{name: greeter}]}
        status: {phase: Running, podIP: 10.101.0.%d, conditions: [{type: Ready, status: "%s"}]}
        """
            .formatted(10 + number, is ? "True" : "False"));
  }

  private Map<String, Integer> count(int connections) {
    String out =
        Commands.run(
            client.words(
                List.of(
                    "python3",
                    APPS.resolve("caller.py").toString(),
                    "count",
                    ADDRESS,
                    "80",
                    String.valueOf(connections))));
    Map<String, Integer> counts = new HashMap<>();
    for (String pair : out.strip().split(" ", -1)) {
      String[] parts = pair.split("=", 2);
      counts.put(parts[0], Integer.parseInt(parts[1]));
    }
    return counts;
  }

  private boolean tables(String address, boolean are) {
    return node.run("iptables-save", "-t", "nat").contains("DNAT --to-destination " + address)
        == are;
  }

  @Test
  void manyConnectionsSpreadAndFollowTheEndpointsWhileOthersStay() throws Exception {
    Process cluster = cluster();
    apply(
        "/api/v1/namespaces/default/services/greeter",
        "spec: {clusterIP: "
            + ADDRESS
            + ", selector: {app: greeter}, ports: [{port: 80, targetPort: 8080}]}");
    for (int i = 1; i <= 4; i++) {
      ready(i, true);
    }
    for (int i = 1; i <= 4; i++) {
      String address = "10.101.0." + (10 + i) + ":8080";
      Patience.until(BOUND, () -> "rules for " + address, () -> tables(address, true));
    }

    Map<String, Integer> spread = count(CONNECTIONS);
    assertThat(spread).containsOnlyKeys("server-1", "server-2", "server-3", "server-4");
    double expected = CONNECTIONS / 4.0;
    double chiSquare =
        spread.values().stream().mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
    System.out.println(CONNECTIONS + " connections: " + spread + ", chi-square " + chiSquare);
    assertThat(chiSquare).isLessThan(CHI_SQUARE_BOUND);

    try (Held held = new Held(80)) {
      assertThat(held.greeted).contains("server-1", "server-2", "server-3", "server-4");
      ready(4, false);
      Duration gone =
          Patience.until(BOUND, () -> "no rule for server-4", () -> tables("10.101.0.14", false));
      assertThat(count(400)).containsOnlyKeys("server-1", "server-2", "server-3");
      assertThat(held.alive("after one left")).isEqualTo("80 of 80");
      ready(5, true);
      Duration there =
          Patience.until(BOUND, () -> "a rule for server-5", () -> tables("10.101.0.15", true));
      System.out.println("rules followed within " + gone + " and " + there);
      assertThat(count(400)).containsOnlyKeys("server-1", "server-2", "server-3", "server-5");
      assertThat(held.alive("after one came")).isEqualTo("80 of 80");

      cluster.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
      Files.delete(directory.resolve("cluster.log"));
      assertThat(count(100).values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(100);
      cluster();
      assertThat(held.alive("after a new process took over")).isEqualTo("80 of 80");
      assertThat(count(400)).containsOnlyKeys("server-1", "server-2", "server-3", "server-5");
    }

    for (int i : new int[] {1, 2, 3, 5}) {
      ready(i, false);
    }
    Patience.until(
        BOUND,
        () -> "the service refuses",
        () ->
            node.run("iptables-save", "-t", "filter").contains("default/greeter has no endpoints"));
    // Refused at once, and not left to time out.
    Commands.Outcome refused =
        Commands.attempt(
            client.words(List.of("curl", "-sS", "--max-time", "30", "http://" + ADDRESS)), "");
    assertThat(refused.status()).as(refused.error()).isEqualTo(7);
  }

  @Test
  void aPodReachesItselfAndTheApiServerAndNamesByServiceAddresses() throws Exception {
    cluster();
    apply(
        "/api/v1/namespaces/default/services/greeter",
        "spec: {clusterIP: "
            + ADDRESS
            + ", selector: {app: greeter}, ports: [{port: 80, targetPort: 8080}]}");
    ready(1, true);
    Patience.until(BOUND, () -> "rules", () -> tables("10.101.0.11:8080", true));
    Namespace itself = new Namespace(PREFIX + "server-1");
    String script =
        "import socket; s = socket.create_connection(('%s', 80), timeout=20); print(s.makefile().readline())"
            .formatted(ADDRESS);
    assertThat(itself.run("python3", "-c", script)).contains("server-1");
    assertThat(client.run("curl", "-sk", "--max-time", "30", "https://10.201.0.1/readyz"))
        .contains("ok");
    client.resolver(List.of("10.201.0.10"), List.of("default.svc.cluster.local"));
    assertThat(client.run("getent", "hosts", "greeter")).contains(ADDRESS);
    assertThat(
            Commands.attempt(client.words(List.of("getent", "hosts", "nobody.default")), "")
                .status())
        .isNotZero();
  }

  /// Connections that stay open, and can be asked whether they all still work.
  private final class Held implements AutoCloseable {
    final String greeted;
    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;

    Held(int connections) throws IOException {
      process =
          new ProcessBuilder(
                  client.words(
                      List.of(
                          "python3",
                          APPS.resolve("caller.py").toString(),
                          "hold",
                          ADDRESS,
                          "80",
                          String.valueOf(connections))))
              .redirectErrorStream(true)
              .start();
      processes.add(process);
      out = process.inputReader();
      in = process.outputWriter();
      greeted = String.valueOf(out.readLine());
    }

    String alive(String line) throws IOException {
      in.write(line + "\n");
      in.flush();
      return String.valueOf(out.readLine());
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
