package dev.weft.cli.resource;

import dev.weft.api.Kind;
import dev.weft.cli.session.ControlPlaneApi;
import dev.weft.cli.session.Printing;
import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.terminal.Format;
import dev.weft.host.terminal.Table;
import dev.weft.host.terminal.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `weft get`.
@Command(
    name = "get",
    description = {
      "List the resources of a running mesh, or print them with -o yaml or -o json.",
      "",
      "  weft get                              all of them, and where each was written",
      "  weft get vs,dr                        kinds in short, as kubectl has them",
      "  weft get virtualservice reviews -o yaml",
      "  weft get vs/reviews dr/reviews",
      "  weft get ingress                      with the address that it is reached by",
      "",
      "-o yaml and -o json print what kubectl prints: one resource that is named as it is, several",
      "as the items of a List, which weft apply takes again."
    })
public final class GetCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Session session;

  @Mixin private ControlPlaneApi api = new ControlPlaneApi();
  @Mixin private Printing printing = new Printing();

  @Parameters(
      arity = "0..*",
      paramLabel = "[KIND [NAME...] | KIND/NAME...]",
      hideParamSyntax = true,
      description = "Only these; several kinds as KIND,KIND (default: all, as with the word all)")
  private List<String> words = new ArrayList<>();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Only of this namespace (default: of all)")
  private String namespace = "";

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Of all namespaces, whatever -n says")
  private boolean everywhere;

  public GetCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Wanted wanted = Wanted.of(words);
    List<JsonNode> items = items(wanted);
    List<Wanted.Named> missing =
        wanted.names().stream()
            .filter(named -> items.stream().noneMatch(item -> is(named, item)))
            .toList();
    if (!items.isEmpty() || missing.isEmpty()) {
      print(wanted, items);
    }
    if (!missing.isEmpty()) {
      throw Refusal.because(
          Exit.FAILED,
          "there is no "
              + missing.stream().map(Object::toString).collect(Collectors.joining(" and no "))
              + where());
    }
    return Exit.OK.status();
  }

  private String where() {
    return namespace.isEmpty() || everywhere ? "" : " in the namespace " + namespace;
  }

  private List<JsonNode> items(Wanted wanted) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("kind", String.join(",", wanted.kinds()));
    query.put("namespace", everywhere ? "" : namespace);
    List<JsonNode> items = new ArrayList<>();
    String page = "/api/v1/resources" + ControlPlaneApi.query(query);
    for (JsonNode item : api.json(session, "GET", page, "").path("items")) {
      if (wanted.names().isEmpty() || wanted.names().stream().anyMatch(named -> is(named, item))) {
        items.add(item);
      }
    }
    return items;
  }

  private static boolean is(Wanted.Named named, JsonNode item) {
    return named.is(item.path("kind").asString(""), item.path("name").asString(""));
  }

  private void print(Wanted wanted, List<JsonNode> items) {
    if (printing.format() == Format.TABLE) {
      if (items.isEmpty()) {
        session.environment().log().println("No resources found" + where() + ".");
        return;
      }
      boolean ingresses = wanted.kinds().equals(List.of(Kind.INGRESS.label()));
      session.print((ingresses ? ingresses(items) : table(items)).print(Format.TABLE));
      return;
    }
    List<Object> documents = items.stream().map(GetCommand::document).toList();
    Object tree =
        wanted.names().size() == 1 && documents.size() == 1
            ? documents.getFirst()
            : list(documents);
    session.print(printing.format() == Format.JSON ? Tree.json(tree) : Tree.yaml(tree));
  }

  /// As `kubectl get` joins several resources.
  private static Object list(List<Object> documents) {
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("apiVersion", "v1");
    list.put("kind", "List");
    list.put("items", documents);
    return list;
  }

  /// What was written, with the namespace that it is in.
  private static Object document(JsonNode item) {
    Map<String, Object> document = map(item.path("document"));
    String namespace = item.path("namespace").asString("");
    if (!namespace.isEmpty()) {
      Map<String, Object> metadata = map(item.path("document").path("metadata"));
      metadata.putIfAbsent("namespace", namespace);
      document.put("metadata", metadata);
    }
    return document;
  }

  private static Map<String, Object> map(JsonNode node) {
    Map<String, Object> map = new LinkedHashMap<>();
    node.properties()
        .forEach(
            field -> map.put(field.getKey(), JSON.convertValue(field.getValue(), Object.class)));
    return map;
  }

  private static Table table(List<JsonNode> items) {
    Table table = new Table("KIND", "NAMESPACE", "NAME", "WRITTEN IN");
    for (JsonNode item : items) {
      table.row(
          item.path("kind").asString(""),
          item.path("namespace").asString(""),
          item.path("name").asString(""),
          item.path("origin").asString(""));
    }
    return table;
  }

  /// With the columns of kubectl.
  private static Table ingresses(List<JsonNode> items) {
    Table table =
        new Table("NAMESPACE", "NAME", "CLASS", "HOSTS", "ADDRESS", "PORTS", "WRITTEN IN");
    for (JsonNode item : items) {
      JsonNode document = item.path("document");
      JsonNode spec = document.path("spec");
      List<String> hosts = new ArrayList<>();
      spec.path("rules").forEach(rule -> hosts.add(rule.path("host").asString("*")));
      List<String> addresses = new ArrayList<>();
      document
          .path("status")
          .path("loadBalancer")
          .path("ingress")
          .forEach(point ->
              addresses.add(point.path("ip").asString(point.path("hostname").asString(""))));
      table.row(
          item.path("namespace").asString(""),
          item.path("name").asString(""),
          spec.path("ingressClassName").asString("<none>"),
          hosts.isEmpty() ? "*" : String.join(",", hosts),
          String.join(",", addresses),
          spec.path("tls").isEmpty() ? "80" : "80, 443",
          item.path("origin").asString(""));
    }
    return table;
  }
}
