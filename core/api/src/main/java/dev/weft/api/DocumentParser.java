package dev.weft.api;

import dev.weft.api.meshconfig.MeshConfig;
import dev.weft.api.meshconfig.networks.MeshNetworks;
import dev.weft.api.schema.Nearest;
import dev.weft.api.schema.Paths;
import dev.weft.api.schema.Spec;
import dev.weft.api.yaml.Document;
import dev.weft.api.yaml.Node;
import dev.weft.api.yaml.Places;
import dev.weft.api.yaml.Yaml;
import dev.weft.model.Position;
import dev.weft.model.Problem;
import dev.weft.model.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Finds out what the documents of a text are, and has each read as that.
final class DocumentParser {
  /// The deepest nesting of lists of resources.
  private static final int LIMIT_LISTS = 4;

  private final String file;
  private final String defaultNamespace;
  private final ParsedBuilder parsed;

  DocumentParser(String file, String defaultNamespace, ParsedBuilder parsed) {
    this.file = file;
    this.defaultNamespace = defaultNamespace;
    this.parsed = parsed;
  }

  void parse(Node root) {
    document(root, 0);
  }

  private void document(Node root, int depth) {
    if (!(root instanceof Node.Mapping mapping)) {
      refuse(
          root.position(),
          "the document is not a resource, which is a mapping",
          "write 'apiVersion:', 'kind:', 'metadata:' and what the kind has");
      return;
    }
    Optional<Node> items = mapping.find("items");
    String kind = text(mapping, "kind");
    if (kind.endsWith("List") && items.isPresent() && Kind.named(kind).isEmpty()) {
      list(items.get(), depth);
      return;
    }
    String apiVersion = text(mapping, "apiVersion");
    if (kind.isEmpty() || apiVersion.isEmpty()) {
      String absent = kind.isEmpty() ? "kind" : "apiVersion";
      refuse(
          mapping.position(),
          "the document has no '" + absent + "'",
          "add it, or keep files that are not resources elsewhere");
      return;
    }
    Optional<Kind> known = Kind.named(kind).filter(found -> sameGroup(found, apiVersion));
    known.ifPresentOrElse(
        found -> known(found, apiVersion, mapping), () -> stranger(kind, apiVersion, mapping));
  }

  private void list(Node items, int depth) {
    if (items instanceof Node.Sequence sequence && depth < LIMIT_LISTS) {
      sequence.items().forEach(item -> document(item, depth + 1));
      return;
    }
    refuse(items.position(), "'items' is not a list of resources", "write resources as '- ...'");
  }

  private void known(Kind kind, String apiVersion, Node.Mapping root) {
    if (!kind.apiVersions().contains(apiVersion)) {
      parsed.unreadable(
          List.of(
              at(root, "apiVersion", Severity.ERROR)
                  .apply(
                      "there is no version '" + apiVersion + "' of " + kind.label(),
                      Nearest.remedy(apiVersion, kind.apiVersions()))));
      return;
    }
    resource(kind, kind.type(), apiVersion, root);
  }

  private <S extends Spec> void resource(
      Kind kind, Class<S> type, String apiVersion, Node.Mapping root) {
    ResourceParser<S> parser = new ResourceParser<>(kind, type, new Origin(file, root));
    Resource<S> resource = parser.parse(apiVersion, defaultNamespace);
    parsed.add(resource, parser.problems());
    if (kind == Kind.CONFIG_MAP && resource.meta().name().matches("istio(-.+)?")) {
      embedded(Kind.MESH_CONFIG, MeshConfig.class, "mesh", resource);
      embedded(Kind.MESH_NETWORKS, MeshNetworks.class, "meshNetworks", resource);
    }
  }

  /// The mesh configuration is a text within the ConfigMap named `istio`.
  private <S extends Spec> void embedded(
      Kind kind, Class<S> type, String entry, Resource<?> holder) {
    Optional<Node> written = holder.origin().find("data" + Paths.entry(entry));
    if (!(written.orElse(null) instanceof Node.Scalar scalar)) {
      return;
    }
    boolean block = scalar.style() == Node.Style.BLOCK;
    for (Document document : Yaml.read(scalar.position(), scalar.text())) {
      switch (document) {
        case Document.Broken broken ->
            parsed.unreadable(
                (block ? broken.problem() : broken.problem().at(scalar.position()))
                    .of(holder.key()));
        case Document.Read read -> {
          Node root = block ? read.root() : Places.pinned(read.root(), scalar.position());
          Origin origin = new Origin(file, root);
          ResourceParser<S> parser = new ResourceParser<>(kind, type, origin);
          S spec = parser.spec(holder.meta());
          String apiVersion = kind.apiVersions().getFirst();
          parsed.add(
              Parser.resource(kind, apiVersion, holder.meta(), spec, origin), parser.problems());
        }
      }
    }
  }

  /// A kind that Weft does not read: a slip of the pen, or none of a mesh's business.
  private void stranger(String kind, String apiVersion, Node.Mapping root) {
    List<String> ours =
        Arrays.stream(Kind.values())
            .filter(candidate -> sameGroup(candidate, apiVersion))
            .map(Kind::label)
            .toList();
    Optional<Kind> elsewhere = Kind.named(kind);
    boolean foreign = ours.isEmpty() || !group(apiVersion).contains("istio.io");
    if (elsewhere.isPresent()
        && Nearest.of(apiVersion, elsewhere.get().apiVersions()).isPresent()) {
      parsed.unreadable(
          List.of(
              at(root, "apiVersion", Severity.ERROR)
                  .apply(
                      "'" + apiVersion + "' has no kind '" + kind + "'",
                      Nearest.remedy(apiVersion, elsewhere.get().apiVersions()))));
    } else if (!foreign || Nearest.of(kind, ours).isPresent() && !isKubernetes(kind)) {
      parsed.unreadable(
          List.of(
              at(root, "kind", Severity.ERROR)
                  .apply(
                      "'" + apiVersion + "' has no kind '" + kind + "'",
                      Nearest.remedy(kind, ours))));
    } else if (group(apiVersion).equals("gateway.networking.k8s.io") || kind.equals("Ingress")) {
      parsed.add(
          Problem.warning(
                  Problem.Code.NOT_YET_EFFECTIVE,
                  "kind",
                  "'" + kind + "' of '" + apiVersion + "' is accepted but has no effect yet",
                  "use Gateway and VirtualService of networking.istio.io")
              .at(Places.of(root, "kind")));
    } else {
      parsed.add(
          at(root, "kind", Severity.INFO)
              .apply("'" + kind + "' of '" + apiVersion + "' is not read by a mesh", ""));
    }
  }

  /// Kubernetes' own kinds whose names are near those of kinds that a mesh reads.
  private static boolean isKubernetes(String kind) {
    return switch (kind) {
      case "Node", "Job", "Event", "Role", "Binding", "DaemonSet", "ReplicaSet" -> true;
      default -> false;
    };
  }

  private interface Wording {
    Problem apply(String cause, String remedy);
  }

  private static Wording at(Node root, String field, Severity severity) {
    return (cause, remedy) ->
        new Problem(
            Problem.Code.UNKNOWN_KIND,
            severity,
            Optional.empty(),
            field,
            Places.of(root, field),
            cause,
            remedy);
  }

  private void refuse(Position position, String cause, String remedy) {
    parsed.unreadable(Problem.error(Problem.Code.UNKNOWN_KIND, "", cause, remedy).at(position));
  }

  private static boolean sameGroup(Kind kind, String apiVersion) {
    return group(kind.apiVersions().getFirst()).equals(group(apiVersion));
  }

  private static String group(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  private static String text(Node.Mapping mapping, String field) {
    return mapping
        .find(field)
        .filter(Node.Scalar.class::isInstance)
        .map(node -> ((Node.Scalar) node).text())
        .orElse("");
  }
}
