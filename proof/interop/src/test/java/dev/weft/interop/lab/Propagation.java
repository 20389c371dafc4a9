package dev.weft.interop.lab;

import dev.weft.interop.Project;
import dev.weft.linux.command.Commands;
import dev.weft.linux.namespace.Namespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// How soon the proxy of `east/caller` knows of a pod of the cluster west, from the first byte of
/// the request that tells west's API server of it.
final class Propagation {
  /// Of a pod that nobody runs, in west's range.
  private static final String ADDRESS = "10.20.0.250";

  private static final String PATH = "/api/v1/namespaces/shop/pods/passing";

  private static final String POD =
      """
      {"apiVersion": "v1", "kind": "Pod",
       "metadata": {"name": "passing", "namespace": "shop",
        "labels": {"app": "echo", "security.istio.io/tlsMode": "istio"}},
       "spec": {"nodeName": "node1", "serviceAccountName": "echo",
        "containers": [{"name": "echo", "image": "echo",
         "ports": [{"containerPort": 8080, "protocol": "TCP"}]}]},
       "status": {"phase": "Running", "podIP": "ADDRESS", "podIPs": [{"ip": "ADDRESS"}],
        "conditions": [{"type": "Ready", "status": "True"}]}}
      """
          .replace("ADDRESS", ADDRESS);

  /// Prints when it sees, or no longer sees, an address among the proxy's endpoints.
  private static final String WATCH =
      """
      import sys, time, urllib.request
      print("watching", flush=True)
      end = time.time() + 60
      while time.time() < end:
          page = urllib.request.urlopen("http://127.0.0.1:15000/clusters", timeout=20).read().decode()
          if (sys.argv[1] in page) == (sys.argv[2] == "there"):
              print(int(time.time() * 1000))
              break
          time.sleep(0.01)
      """;

  private final LabRun lab;
  private final List<String> curl;
  private final String server;

  Propagation(LabRun lab, Path folder) throws IOException {
    this.lab = lab;
    Path config = Project.path(".weft/lab").resolve(lab.name()).resolve("clusters/west/kubeconfig");
    Object tree = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(config));
    server = text(tree, "clusters", "cluster", "server");
    Path roots = folder.resolve("west.pem");
    String encoded = text(tree, "clusters", "cluster", "certificate-authority-data");
    Files.write(roots, Base64.getDecoder().decode(encoded));
    curl =
        List.of(
            "nsenter",
            "--net=" + new Namespace("weft-" + lab.name() + ".desk").file(),
            "curl",
            "-fsS",
            "--cacert",
            roots.toString(),
            "-H",
            "authorization: Bearer " + text(tree, "users", "user", "token"));
  }

  private static String text(Object tree, String list, String entry, String field) {
    Map<?, ?> first = (Map<?, ?>) ((List<?>) of(tree, list)).getFirst();
    return (String) of(of(first, entry), field);
  }

  private static Object of(Object map, String key) {
    return Objects.requireNonNull(((Map<?, ?>) map).get(key), key);
  }

  /// A pod that comes.
  Duration added() throws IOException {
    return seen(
        "there",
        "-H",
        "content-type: application/apply-patch+yaml",
        "-X",
        "PATCH",
        "--data",
        POD,
        server + PATH + "?fieldManager=proof&force=true");
  }

  /// The same pod when it goes.
  Duration removed() throws IOException {
    return seen("gone", "-X", "DELETE", server + PATH);
  }

  private Duration seen(String what, String... order) throws IOException {
    Namespace caller = new Namespace("weft-" + lab.name() + ".pod.east.caller");
    Process watcher =
        new ProcessBuilder(caller.words(List.of("/usr/bin/python3", "-c", WATCH, ADDRESS, what)))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines = watcher.inputReader(StandardCharsets.UTF_8)) {
      String first = lines.readLine();
      if (!"watching".equals(first)) {
        throw new AssertionError("the watcher says: " + first);
      }
      List<String> command = new ArrayList<>(curl);
      command.addAll(List.of(order));
      long began = System.currentTimeMillis();
      Commands.run(command);
      String second = lines.readLine();
      if (second == null || !second.matches("\\d+")) {
        throw new AssertionError(what + " was not seen within 60 s: " + second);
      }
      return Duration.ofMillis(Long.parseLong(second) - began);
    } finally {
      watcher.destroy();
    }
  }
}
