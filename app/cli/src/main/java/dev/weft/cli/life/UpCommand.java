package dev.weft.cli.life;

import dev.weft.cli.mesh.MeshPorts;
import dev.weft.cli.run.DataPlane;
import dev.weft.cli.run.Detachment;
import dev.weft.cli.run.Isolation;
import dev.weft.cli.run.Request;
import dev.weft.cli.run.Runner;
import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.process.OwnCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `weft up`.
@Command(
    name = "up",
    description = {
      "Run a directory as a mesh, until Ctrl-C.",
      "",
      "The directory holds ordinary Istio and Kubernetes YAML, and for each program one Workload:",
      "",
      "  apiVersion: weft.dev/v1alpha1",
      "  kind: Workload",
      "  metadata:",
      "    name: reviews-v1",
      "    labels: {app: reviews, version: v1}    # what Services and subsets select",
      "  spec:",
      "    serviceAccount: reviews",
      "    command: [python3, reviews.py]         # any language; relative to this file",
      "    environment: {STARS: black}",
      "    ports: [{name: http, port: 9080}]      # listen: 127.0.0.1:9080 if it runs already",
      "    readiness: {httpGet: {path: /health, port: 9080}}",
      "    replicas: 1",
      "",
      "The program is told by environment variables where to listen (HOST, PORT) and how to reach",
      "the others (http_proxy, which most HTTP clients heed; or any service port at",
      "WEFT_OUTBOUND_ADDRESS). Saved changes of the YAML are live at once.",
      ""
    })
public final class UpCommand implements Callable<Integer> {
  private final Session session;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "Directory to run (default: " + Session.EXAMPLE + " of Weft itself)")
  private String directory = "";

  @Option(
      names = {"-d", "--detach"},
      description = "Return when it is up, and leave it running; end it with weft down")
  private boolean detach;

  @Option(
      names = "--isolated",
      description = "Give the control plane, each agent and each proxy a process of its own")
  private boolean isolated;

  @Option(
      names = "--data-plane",
      paramLabel = "PROXY",
      defaultValue = "weft",
      description =
          "Whose proxies carry the traffic: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE});"
              + " envoy is found in PATH or by WEFT_ENVOY")
  private DataPlane dataPlane = DataPlane.WEFT;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Where the gateway takes HTTP on 127.0.0.1 (default ${DEFAULT-VALUE})")
  private int port = 8080;

  @Option(
      names = "--tls-port",
      paramLabel = "PORT",
      defaultValue = "8443",
      description = "Where the gateway takes TLS on 127.0.0.1 (default ${DEFAULT-VALUE})")
  private int tlsPort = 8443;

  @Option(
      names = "--control-plane-port",
      paramLabel = "PORT",
      defaultValue = "15010",
      description =
          "xDS without TLS; with TLS it is 2 above this, debug pages are 4 above"
              + " (default ${DEFAULT-VALUE})")
  private int controlPlanePort = 15010;

  @Option(
      names = "--block",
      paramLabel = "N",
      defaultValue = "66",
      description =
          "Members get addresses in 127.N.0.0/16 (default ${DEFAULT-VALUE}); a second mesh at the"
              + " same time needs another block and other ports")
  private int block = 66;

  public UpCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Request request = request();
    if (detach) {
      return new Detachment(request, session.environment(), session.terminal())
          .start(words())
          .status();
    }
    Runner runner =
        Runner.prepare(request, session.environment(), session.terminal(), session.programs());
    Thread onSignal =
        new Thread(
            () -> {
              session.terminal().line("stopping");
              runner.stop();
            },
            "weft-stop");
    Runtime.getRuntime().addShutdownHook(onSignal);
    runner.up();
    runner.awaitStop();
    return Exit.OK.status();
  }

  private Request request() {
    if (block < 1 || block > 230) {
      throw Refusal.because(Exit.USAGE, "--block is " + block + ", but must be from 1 to 230");
    }
    for (int number : new int[] {port, tlsPort, controlPlanePort}) {
      if (number < 1 || number > 65530) {
        throw Refusal.because(
            Exit.USAGE, "port " + number + " is not between 1 and 65530; choose another");
      }
    }
    Path chosen = directory.isEmpty() ? session.example() : session.environment().path(directory);
    Path working = session.environment().workingDirectory();
    String shown =
        chosen.startsWith(working) && !chosen.equals(working)
            ? working.relativize(chosen).toString()
            : chosen.toString();
    String quoted =
        shown.matches("[A-Za-z0-9_./@%+=:,-]+") ? shown : "'" + shown.replace("'", "'\\''") + "'";
    return new Request(
        chosen,
        shown,
        OwnCommand.called(),
        directory.isEmpty() ? "" : " -C " + quoted,
        dataPlane,
        isolated ? Isolation.PROCESSES : Isolation.SHARED,
        MeshPorts.of(block, controlPlanePort, port, tlsPort));
  }

  /// The same command line without `--detach`.
  private List<String> words() {
    List<String> words = new ArrayList<>();
    for (String word : spec.commandLine().getParseResult().originalArgs()) {
      if (!word.equals("-d") && !word.equals("--detach")) {
        words.add(word);
      }
    }
    return words;
  }
}
