package dev.weft.interop.pod;

import dev.weft.interop.DataPlane;
import dev.weft.interop.Ending;
import dev.weft.interop.Patience;
import dev.weft.interop.Project;
import dev.weft.interop.Weft;
import dev.weft.linux.command.Commands;
import dev.weft.linux.namespace.Namespace;
import dev.weft.linux.namespace.Wiring;
import dev.weft.model.TrustDomain;
import dev.weft.pki.SigningKey;
import dev.weft.rpc.caller.WorkloadTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A control plane and two meshed pods, `client` and `echo`, each in a namespace of its own on one
/// bridge, with an address of either family. Everything goes when it is closed.
final class Street implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(120);
  static final String PLANE = "10.244.0.1";
  static final String CLIENT = "10.244.0.2";
  static final String ECHO = "10.244.0.3";
  static final String PLANE6 = "fd00:244::1";
  static final String CLIENT6 = "fd00:244::2";
  static final String ECHO6 = "fd00:244::3";
  private static final String PYTHON = "/usr/bin/python3";

  private final Path directory;
  private final List<Process> processes = new ArrayList<>();
  private final String mark = Long.toString(ProcessHandle.current().pid(), 36);
  private final Namespace plane = new Namespace("weft-pods-" + mark + "-m");
  private final Namespace client = new Namespace("weft-pods-" + mark + "-a");
  private final Namespace echo = new Namespace("weft-pods-" + mark + "-b");

  Street(Path directory) {
    this.directory = directory;
  }

  Namespace plane() {
    return plane;
  }

  Namespace client() {
    return client;
  }

  Namespace echo() {
    return echo;
  }

  /// Makes the namespaces and starts the control plane.
  void build(String config) throws IOException {
    Namespace.create(plane.name());
    Wiring.bridge(new Wiring.End(plane, "br0"), List.of(PLANE + "/16", PLANE6 + "/64"));
    pod(client, List.of(CLIENT + "/16", CLIENT6 + "/64"), "v2");
    pod(echo, List.of(ECHO + "/16", ECHO6 + "/64"), "v3");
    Files.createDirectories(directory.resolve("config"));
    Files.writeString(directory.resolve("config/mesh.yaml"), config);
    Commands.run(List.of("chmod", "755", directory.toString()));
    spawn(
        "control-plane",
        plane.words(
            Weft.command(
                "control-plane",
                "--config",
                directory.resolve("config").toString(),
                "--state",
                directory.resolve("state").toString(),
                "--secure-xds-address",
                PLANE + ":15012")));
    Patience.until(
        PATIENCE,
        () -> log("control-plane"),
        () -> curl(plane, 0, "http://127.0.0.1:15014/ready").contains("ready"));
    Path root = directory.resolve("root.pem");
    Files.copy(directory.resolve("state/ca/cert.pem"), root);
    Commands.run(List.of("chmod", "644", root.toString()));
  }

  private static void pod(Namespace pod, List<String> addresses, String device) {
    Namespace.create(pod.name());
    Namespace node = new Namespace(pod.name().substring(0, pod.name().length() - 1) + "m");
    Wiring.cable(new Wiring.End(pod, "eth0"), new Wiring.End(node, device));
    Wiring.plug(new Wiring.End(node, device), "br0");
    addresses.forEach(address -> Wiring.address(new Wiring.End(pod, "eth0"), address));
    Wiring.route(pod, new dev.weft.capture.Cidr("0.0.0.0", 0), PLANE);
    Wiring.route(pod, new dev.weft.capture.Cidr("::", 0), PLANE6);
    boolean first = addresses.getFirst().startsWith(CLIENT + "/");
    pod.resolver(List.of(first ? PLANE : PLANE6), List.of("shop.svc.cluster.local"));
    pod.sysctl(Map.of("net.ipv4.ip_unprivileged_port_start", "0"));
  }

  /// Captures a pod's traffic, starts its agent as user 1337 and waits until its proxy serves.
  ///
  /// @param addresses of the pod, that of IPv4 first
  void mesh(
      Namespace pod, String account, List<String> addresses, DataPlane proxy, String... capture)
      throws IOException {
    List<String> words = new ArrayList<>(List.of("capture", "apply", "--redirect-dns"));
    words.addAll(List.of(capture));
    Commands.run(pod.words(Weft.command(words.toArray(String[]::new))));
    Path own = Files.createDirectories(directory.resolve(account));
    Path token = own.resolve("token");
    String key = Files.readString(directory.resolve("state/ca/token-key.pem"));
    Files.writeString(
        token,
        new WorkloadTokens(SigningKey.parse(key).orElseThrow(), TrustDomain.CLUSTER_LOCAL)
            .issue("shop", account, Instant.now(), Duration.ofHours(1)));
    // Whoever ran the launcher before has closed the folder of the peers to everybody else.
    Path envoy = own.resolve("envoy");
    Commands.run(List.of("cp", Project.envoy().toString(), envoy.toString()));
    Commands.run(List.of("chown", "-R", "1337:1337", own.toString()));
    spawn(
        "agent-" + account,
        beside(
            pod,
            Weft.command(
                "agent",
                "--name=" + account + "-1",
                "--namespace=shop",
                "--service-account=" + account,
                "--ip=" + String.join(",", addresses),
                "--dns-capture",
                "--labels=app=" + account,
                "--discovery-address=" + PLANE + ":15012",
                "--ca-root-file=" + directory.resolve("root.pem"),
                "--token-file=" + token,
                "--directory=" + own,
                "--concurrency=1",
                "--drain-duration=100ms",
                "--proxy=" + proxy.name().toLowerCase(java.util.Locale.ROOT),
                "--envoy-binary=" + envoy)));
    Patience.until(
        PATIENCE,
        () -> account + " is not ready: " + log("agent-" + account),
        () ->
            curl(plane, 0, "http://" + addresses.getFirst() + ":15021/healthz/ready")
                .contains("ready"));
  }

  /// As user 1337, who may read whatever the build lies in: the folders of root are closed to it.
  private static List<String> beside(Namespace pod, List<String> command) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=1337",
                "--regid=1337",
                "--clear-groups",
                "--inh-caps=+dac_read_search",
                "--ambient-caps=+dac_read_search",
                "--"));
    words.addAll(command);
    return pod.words(words);
  }

  /// Starts the application of the pod `echo` as user 1000.
  void application() throws IOException {
    Path script = directory.resolve("application.py");
    Files.writeString(
        script,
        Files.readString(Project.path("proof/interop/src/test/resources/pod/application.py")));
    Commands.run(List.of("chmod", "644", script.toString()));
    spawn("application", echo.words(1000, List.of(PYTHON, script.toString())));
    Patience.until(
        PATIENCE,
        () -> log("application"),
        () -> curl(echo, 1000, "http://127.0.0.1:8080/").contains("echo"));
  }

  private void spawn(String name, List<String> command) throws IOException {
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile())
            .start());
  }

  String log(String name) {
    try {
      Path file = directory.resolve(name + ".log");
      return Files.exists(file) ? Files.readString(file) : "(no log)";
    } catch (IOException unreadable) {
      return "(log unreadable: " + unreadable.getMessage() + ")";
    }
  }

  /// What curl prints there, as a user; empty when it gets nothing.
  static String curl(Namespace from, int user, String... words) {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "-m", "60"));
    command.addAll(List.of(words));
    return Commands.attempt(user == 0 ? from.words(command) : from.words(user, command), "").out();
  }

  /// The first bytes that a server sends on its own.
  static String hears(Namespace from, int user, String address, int port) {
    String script =
        "import socket; print(socket.create_connection(('%s', %d), 60).recv(99).decode(), end='')"
            .formatted(address, port);
    return Commands.attempt(from.words(user, List.of(PYTHON, "-c", script)), "").out();
  }

  @Override
  public void close() {
    Ending.of(processes.reversed());
    for (Namespace each : List.of(client, echo, plane)) {
      each.delete();
    }
  }
}
