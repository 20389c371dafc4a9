package dev.weft.cli.ask;

import dev.weft.cli.inspect.ConfigDump;
import dev.weft.cli.inspect.Http;
import dev.weft.cli.inspect.Refusals;
import dev.weft.cli.mesh.Bootstrap;
import dev.weft.cli.mesh.MeshPorts;
import dev.weft.cli.mesh.MeshRecord;
import dev.weft.cli.mesh.RunDirectory;
import dev.weft.cli.mesh.Served;
import dev.weft.cli.run.Doorway;
import dev.weft.cli.session.ControlPlaneApi;
import dev.weft.cli.session.Printing;
import dev.weft.cli.session.Session;
import dev.weft.cli.trace.Imagined;
import dev.weft.explain.Explanation;
import dev.weft.explain.Json;
import dev.weft.explain.Request;
import dev.weft.explain.Words;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.terminal.Format;
import dev.weft.host.terminal.Tree;
import dev.weft.model.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `weft explain`.
@Command(
    name = "explain",
    description = {
      "Say where a request would go, and why, without sending it.",
      "",
      "Every hop: host, listener, route, the rule with file and line, subset, endpoints, TLS, and",
      "what the other side makes of it. The control plane of the running mesh answers, by the same",
      "code that its proxies run; with --config nothing needs to run. Certificates that the proxy",
      "has refused since it started are told too: what was shown, no configuration knows.",
      "",
      "  weft explain --from page http://reviews:9080/reviews/1 -H 'end-user: jason'",
      "  weft explain --config ./my-mesh --from page http://reviews:9080/",
      "",
      "A SPIFFE id after --from is that of a workload elsewhere, as of another mesh: what this"
          + " mesh",
      "makes of its request is told, from the proxy of the destination on.",
      "",
      "  weft explain --from spiffe://b.example/ns/shop/sa/page http://reviews:9080/"
    })
public final class ExplainCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Session session;

  @Mixin private ControlPlaneApi api = new ControlPlaneApi();
  @Mixin private Printing printing = new Printing();
  @Mixin private RequestWords words = new RequestWords();

  @Option(
      names = "--config",
      paramLabel = "DIR",
      description = "Explain by the files of this directory, whatever runs")
  private String config = "";

  public ExplainCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Request request = words.request();
    session.print(config.isEmpty() ? live(request) : print(imagined(request), printing.format()));
    return Exit.OK.status();
  }

  /// Asks the control plane, which knows what was applied and which endpoints there are now.
  private String live(Request request) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("from", sender());
    query.put("method", request.method());
    query.put("url", words.url());
    List<String> headers = new ArrayList<>();
    request.headers().forEach((name, value) -> headers.add(name + ": " + value));
    query.put("headers", String.join("\n", headers));
    query.put("output", printing.format() == Format.TABLE ? "words" : "json");
    Http.Answer answer = api.call(session, "GET", "/explain" + ControlPlaneApi.query(query), "");
    if (!answer.good()) {
      throw ControlPlaneApi.refusal(answer);
    }
    List<Refusals> refusals = refusals();
    if (printing.format() != Format.TABLE) {
      ObjectNode tree = (ObjectNode) ConfigDump.json(answer.body());
      tree.set("refusals", JSON.valueToTree(refusals));
      return printing.format() == Format.YAML
          ? yaml(tree.toString())
          : Tree.json(tree(tree.toString()));
    }
    StringBuilder text = new StringBuilder(ended(answer.body()));
    if (!refusals.isEmpty()) {
      text.append("\nsince the proxies started\n");
      refusals.forEach(each -> text.append("  ").append(each.words()).append('\n'));
    }
    return text.toString();
  }

  /// What no compiled configuration tells: what was shown in handshakes. A workload of this mesh
  /// refuses servers; a caller from elsewhere is refused by the proxies here.
  private List<Refusals> refusals() {
    Optional<MeshRecord> mesh = api.mesh(session);
    if (mesh.isEmpty()) {
      return List.of();
    }
    boolean stranger = words.from().startsWith("spiffe://");
    List<MeshRecord.Part> asked =
        stranger
            ? mesh.get().parts().stream().filter(MeshRecord.Part::proxied).toList()
            : mesh.get().part(words.from()).stream().toList();
    List<Refusals> found = new ArrayList<>();
    for (MeshRecord.Part part : asked) {
      if (part.proxied()) {
        String admin = "http://" + part.address() + ":" + Bootstrap.ADMIN_PORT;
        boolean weft = mesh.get().dataPlane().equals("weft");
        try {
          found.addAll(Refusals.of(part.name(), admin, weft, stranger ? "client" : "server"));
        } catch (Refusal silent) {
          session.environment().log().println("weft: warning: " + silent.getMessage());
        }
      }
    }
    return found;
  }

  private String sender() {
    return words.from().startsWith("spiffe://")
        ? words.from()
        : api.chosen(session)
            .map(mesh -> mesh.part(words.from()))
            .map(part -> part.name() + "." + part.namespace())
            .orElse(words.from());
  }

  private Explanation imagined(Request request) {
    RunDirectory run = new RunDirectory(session.environment().path(config));
    Served served = Served.read(run.served(), session.environment().workingDirectory());
    if (served.problems().stream().anyMatch(p -> p.severity() == Severity.ERROR)) {
      throw Refusal.of("the directory has errors, so it cannot be explained", served.problems());
    }
    MeshPorts ports = MeshPorts.USUAL;
    return Imagined.of(served, ports, Doorway.of(served, ports).toRegister(served))
        .explain(words.from(), request);
  }

  /// The record as words for a person, or as a tree for a script.
  static String print(Explanation explanation, Format format) {
    return switch (format) {
      case TABLE -> ended(Words.of(explanation));
      case JSON -> Tree.json(tree(Json.of(explanation)));
      case YAML -> yaml(Json.of(explanation));
    };
  }

  private static String yaml(String json) {
    return Tree.yaml(tree(json));
  }

  private static Object tree(String json) {
    return JSON.convertValue(ConfigDump.json(json), Object.class);
  }

  private static String ended(String text) {
    return text.endsWith("\n") ? text : text + "\n";
  }
}
