package dev.weft.controlplane.monitoring;

import dev.weft.controlplane.config.Worlds;
import dev.weft.controlplane.fleet.Client;
import dev.weft.controlplane.fleet.Fleet;
import dev.weft.explain.Explainer;
import dev.weft.explain.Explanation;
import dev.weft.explain.Json;
import dev.weft.explain.Request;
import dev.weft.explain.Words;
import dev.weft.model.Identity;
import dev.weft.world.Node;
import dev.weft.world.World;
import dev.weft.world.registry.Workload;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// `/explain?from=NAME[.NAMESPACE]&url=URL[&method=GET][&headers=NAME: VALUE...][&output=words]`:
/// what would happen to a request now, as JSON or in words. Headers are separated by line ends.
///
/// Who sends it may also be a SPIFFE id, as of a workload of another mesh: then only what this mesh
/// makes of the request is told. The proxies in question are the connected ones; where a workload
/// has none, a sidecar with redirection is imagined.
public final class ExplainPage implements Page {
  private final Worlds worlds;
  private final Fleet fleet;

  public ExplainPage(Worlds worlds, Fleet fleet) {
    this.worlds = worlds;
    this.fleet = fleet;
  }

  @Override
  public Answer answer(Ask ask) {
    Optional<String> from = ask.parameter("from");
    Optional<String> url = ask.parameter("url");
    if (from.isEmpty() || url.isEmpty()) {
      return Answer.refused(
          400, "say from whom and where to: /explain?from=NAME.NAMESPACE&url=URL");
    }
    World world = worlds.world();
    Optional<Identity> caller = Identity.parse(from.get());
    Optional<Node> node = caller.isPresent() ? Optional.empty() : sender(world, from.get());
    if (node.isEmpty() && caller.isEmpty()) {
      return Answer.refused(404, "there is no workload or gateway " + from.get());
    }
    try {
      Request request =
          Request.of(
              ask.parameter("method").orElse("GET"),
              url.get(),
              headers(ask.parameter("headers").orElse("")));
      Explanation explanation =
          caller.isPresent()
              ? Explainer.explain(world, caller.get(), this::proxy, request)
              : Explainer.explain(world, node.orElseThrow(), this::proxy, request);
      return ask.parameter("output").orElse("json").equals("words")
          ? Answer.text(200, Words.of(explanation))
          : new Answer(200, "application/json", Json.of(explanation) + "\n");
    } catch (IllegalArgumentException malformed) {
      return Answer.refused(400, String.valueOf(malformed.getMessage()));
    }
  }

  private static Map<String, String> headers(String text) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      int colon = line.indexOf(':', 1);
      if (colon > 0) {
        headers.put(line.substring(0, colon).trim(), line.substring(colon + 1).trim());
      } else if (!line.isBlank()) {
        throw new IllegalArgumentException("'" + line + "' is not a header NAME: VALUE");
      }
    }
    return headers;
  }

  private Optional<Node> sender(World world, String name) {
    String full = name.indexOf('.') < 0 ? name + ".default" : name;
    Optional<Node> connected =
        fleet.clients().stream()
            .filter(client -> client.proxyName().equals(full))
            .map(Client::node)
            .findFirst();
    return connected.or(() ->
        world.registry().workloads().stream()
            .filter(w -> (w.key().name() + "." + w.namespace()).equals(full))
            .findFirst()
            .map(this::proxy));
  }

  private Node proxy(Workload workload) {
    return fleet.clients().stream()
        .map(Client::node)
        .filter(node -> node.address().equals(workload.address()))
        .findFirst()
        .orElseGet(() -> Explainer.Nodes.REDIRECTED.of(workload));
  }
}
