package dev.weft.sources.kubernetes;

import dev.weft.api.Kind;
import dev.weft.api.yaml.Node;
import dev.weft.model.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns the objects of an API server into documents, without what a mesh does not read and what
/// changes without meaning: a node's heartbeat must not look like a change of the mesh.
final class Objects {
  private static final Set<String> UNREAD_METADATA =
      Set.of("managedFields", "resourceVersion", "uid", "generation", "selfLink", "finalizers");
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  /// What is kept of the large kinds beside their metadata.
  private static final Map<Kind, Set<String>> KEPT_SPEC =
      Map.of(
          Kind.POD,
          Set.of(
              "containers",
              "initContainers",
              "serviceAccountName",
              "nodeName",
              "hostname",
              "subdomain",
              "hostNetwork"));

  private static final Set<String> KEPT_STATUS =
      Set.of("phase", "podIP", "podIPs", "hostIP", "conditions", "loadBalancer", "addresses");
  private static final Set<String> KEPT_CONTAINER = Set.of("name", "ports", "restartPolicy");

  private Objects() {}

  /// The object as a document whose every part is at one place.
  static Node document(Kind kind, String apiVersion, JsonNode object, Position place) {
    ObjectNode copy = object.deepCopy().asObject();
    copy.put("apiVersion", apiVersion);
    copy.put("kind", kind.label());
    if (copy.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove(UNREAD_METADATA);
      if (metadata.path("annotations") instanceof ObjectNode annotations) {
        annotations.remove(LAST_APPLIED);
      }
    }
    if (kind.strict()) {
      copy.remove("status");
    } else if (copy.path("status") instanceof ObjectNode status) {
      status.retain(KEPT_STATUS);
      readiness(status);
    }
    if (copy.path("spec") instanceof ObjectNode spec && KEPT_SPEC.containsKey(kind)) {
      spec.retain(KEPT_SPEC.getOrDefault(kind, Set.of()));
      for (String list : List.of("containers", "initContainers")) {
        for (JsonNode container : spec.path(list)) {
          if (container instanceof ObjectNode each) {
            each.retain(KEPT_CONTAINER);
          }
        }
      }
    }
    return node(copy, place);
  }

  /// Of a pod's conditions whether it is ready counts; of a node's, none.
  private static void readiness(ObjectNode status) {
    if (!(status.path("conditions") instanceof tools.jackson.databind.node.ArrayNode conditions)) {
      return;
    }
    var kept = conditions.arrayNode();
    for (JsonNode condition : conditions) {
      if (condition.path("type").asString("").equals("Ready") && status.has("podIP")) {
        kept.addObject()
            .put("type", "Ready")
            .put("status", condition.path("status").asString("Unknown"));
      }
    }
    status.set("conditions", kept);
  }

  private static Node node(JsonNode json, Position place) {
    if (json.isObject()) {
      List<Node.Entry> entries = new ArrayList<>();
      for (Map.Entry<String, JsonNode> field : json.properties()) {
        if (!field.getValue().isNull()) {
          entries.add(
              new Node.Entry(
                  new Node.Scalar(field.getKey(), Node.Style.PLAIN, place),
                  node(field.getValue(), place)));
        }
      }
      return new Node.Mapping(entries, place);
    }
    if (json.isArray()) {
      List<Node> items = new ArrayList<>();
      json.forEach(item -> items.add(node(item, place)));
      return new Node.Sequence(items, place);
    }
    Node.Style style = json.isString() ? Node.Style.QUOTED : Node.Style.PLAIN;
    return new Node.Scalar(json.isNull() ? "null" : json.asString(), style, place);
  }
}
