package dev.weft.controlplane.monitoring;

import dev.weft.controlplane.config.Worlds;
import dev.weft.model.Address;
import dev.weft.model.Labels;
import dev.weft.model.Protocol;
import dev.weft.world.Change;
import dev.weft.world.registry.Instance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `/api/v1/instances`: what runs now, as told by whoever runs it. PUT one instance or a list of
/// them, DELETE `/NAMESPACE/NAME`, GET all.
public final class InstancePage implements Page {
  private final Worlds worlds;
  private final JsonMapper json = new JsonMapper();

  public InstancePage(Worlds worlds) {
    this.worlds = worlds;
  }

  @Override
  public Answer answer(Ask ask) {
    return switch (ask.method()) {
      case "GET" ->
          Answer.json(
              200,
              Map.of(
                  "items", worlds.world().instances().stream().map(InstancePage::tree).toList()));
      case "PUT", "POST" -> put(ask.body());
      case "DELETE" -> delete(ask.path());
      default -> Answer.refused(405, "use GET, PUT or DELETE");
    };
  }

  private Answer put(String body) {
    List<Change> changes = new ArrayList<>();
    try {
      JsonNode tree = json.readTree(body);
      for (JsonNode each : tree.isArray() ? tree : json.createArrayNode().add(tree)) {
        changes.add(new Change.Runs(instance(each)));
      }
    } catch (JacksonException | IllegalArgumentException malformed) {
      return Answer.refused(400, "not an instance: " + malformed.getMessage());
    }
    worlds.change(changes);
    return Answer.json(200, Map.of("instances", changes.size()));
  }

  private Answer delete(List<String> path) {
    if (path.size() != 2) {
      return Answer.refused(400, "name it: /api/v1/instances/NAMESPACE/NAME");
    }
    boolean known =
        worlds.world().instances().stream()
            .anyMatch(instance ->
                instance.namespace().equals(path.get(0)) && instance.name().equals(path.get(1)));
    worlds.change(List.of(new Change.Ended(path.get(0), path.get(1))));
    return known
        ? Answer.json(200, Map.of("ended", path.get(1)))
        : Answer.refused(404, "there is no instance " + path.get(0) + "/" + path.get(1));
  }

  private static Instance instance(JsonNode node) {
    Map<String, String> labels = new LinkedHashMap<>();
    node.path("labels").properties().forEach(e -> labels.put(e.getKey(), e.getValue().asString()));
    List<Instance.Port> ports = new ArrayList<>();
    for (JsonNode port : node.path("ports")) {
      ports.add(port(port));
    }
    String name = required(node, "name");
    return new Instance(
        name,
        node.path("workload").asString(name),
        node.path("namespace").asString("default"),
        Labels.of(labels),
        node.path("serviceAccount").asString("default"),
        required(node, "address"),
        ports,
        node.path("ready").asBoolean(true));
  }

  private static Instance.Port port(JsonNode node) {
    int number = node.path("number").asInt(0);
    if (number < 1 || number > 65535) {
      throw new IllegalArgumentException("a port needs a number from 1 to 65535");
    }
    String name = node.path("name").asString("");
    String app = node.path("app").asString("127.0.0.1:" + number);
    return new Instance.Port(
        name,
        number,
        Protocol.declared(node.path("protocol").asString(""), name, number),
        address(app));
  }

  private static Address address(String text) {
    if (text.startsWith("unix://")) {
      return new Address.Pipe(text.substring("unix://".length()));
    }
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("'" + text + "' is no address");
    }
    String host = text.substring(0, colon).replace("[", "").replace("]", "");
    return Address.ip(host, Integer.parseInt(text.substring(colon + 1)));
  }

  private static String required(JsonNode node, String field) {
    return Optional.of(node.path(field).asString(""))
        .filter(value -> !value.isEmpty())
        .orElseThrow(() -> new IllegalArgumentException(field + " is missing"));
  }

  private static Map<String, Object> tree(Instance instance) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", instance.name());
    map.put("workload", instance.workload());
    map.put("namespace", instance.namespace());
    map.put("labels", instance.labels().values());
    map.put("serviceAccount", instance.serviceAccount());
    map.put("address", instance.address());
    List<Object> ports = new ArrayList<>();
    for (Instance.Port port : instance.ports()) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("name", port.name());
      each.put("number", port.number());
      each.put("protocol", port.protocol().name());
      each.put("app", port.app().toString());
      ports.add(each);
    }
    map.put("ports", ports);
    map.put("ready", instance.ready());
    return map;
  }
}
