package dev.weft.cli.resource;

import dev.weft.api.Kind;
import dev.weft.cli.inspect.Http;
import dev.weft.cli.session.ControlPlaneApi;
import dev.weft.cli.session.Printing;
import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.terminal.Format;
import dev.weft.host.terminal.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `weft get`.
@Command(
    name = "get",
    description = {
      "List the resources of a running mesh, or print them with -o yaml.",
      "",
      "  weft get                              all of them, and where each was written",
      "  weft get virtualservices             or in short, as kubectl has it: weft get vs",
      "  weft get ingress                      with the address that it is reached by",
      "  weft get destinationrule reviews -o yaml"
    })
public final class GetCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private ControlPlaneApi api = new ControlPlaneApi();
  @Mixin private Printing printing = new Printing();

  @Parameters(index = "0", arity = "0..1", paramLabel = "KIND", description = "Only of this kind")
  private String kind = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Only of this name")
  private String name = "";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Only of this namespace (default: all)")
  private String namespace = "";

  public GetCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("kind", KindWords.label(kind));
    query.put("name", name);
    query.put("namespace", namespace);
    if (printing.format() == Format.YAML) {
      query.put("output", "yaml");
      Http.Answer answer =
          api.call(session, "GET", "/api/v1/resources" + ControlPlaneApi.query(query), "");
      if (!answer.good()) {
        throw ControlPlaneApi.refusal(answer);
      }
      found(!answer.body().isBlank());
      session.print(answer.body());
      return Exit.OK.status();
    }
    JsonNode items =
        api.json(session, "GET", "/api/v1/resources" + ControlPlaneApi.query(query), "")
            .path("items");
    found(!items.isEmpty());
    if (printing.format() == Format.JSON) {
      session.print(items.toPrettyString() + "\n");
      return Exit.OK.status();
    }
    if (KindWords.label(kind).equals(Kind.INGRESS.label())) {
      session.print(ingresses(items).print(Format.TABLE));
      return Exit.OK.status();
    }
    Table table = new Table("KIND", "NAMESPACE", "NAME", "WRITTEN IN");
    for (JsonNode item : items) {
      table.row(
          item.path("kind").asString(""),
          item.path("namespace").asString(""),
          item.path("name").asString(""),
          item.path("origin").asString(""));
    }
    session.print(table.print(Format.TABLE));
    return Exit.OK.status();
  }

  /// With the columns of kubectl.
  private static Table ingresses(JsonNode items) {
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

  private void found(boolean any) {
    if (!any && !name.isEmpty()) {
      throw Refusal.because(Exit.FAILED, "there is no " + KindWords.label(kind) + " " + name);
    }
  }
}
