package dev.weft.api;

import dev.weft.api.meshconfig.MeshConfig;
import dev.weft.api.schema.Spec;
import dev.weft.api.yaml.Document;
import dev.weft.api.yaml.Node;
import dev.weft.api.yaml.Yaml;
import dev.weft.model.Checked;
import dev.weft.model.Position;
import dev.weft.model.ResourceKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads resources from YAML or JSON text: many documents, lists of resources, and the mesh
/// configuration in its ConfigMap; all problems at once.
public final class Parser {
  private Parser() {}

  /// Reads a text; never throws, whatever the text.
  ///
  /// @param file names the text in positions
  /// @param defaultNamespace the namespace of resources that name none
  public static Parsed parse(String file, String text, String defaultNamespace) {
    ParsedBuilder parsed = new ParsedBuilder();
    DocumentParser documents = new DocumentParser(file, defaultNamespace, parsed);
    for (Document document : Yaml.read(file, text)) {
      switch (document) {
        case Document.Broken broken -> parsed.unreadable(broken.problem());
        case Document.Read read -> documents.parse(read.root());
      }
    }
    return parsed.build();
  }

  /// Reads a document whose tree is there already, such as an object of an API server.
  ///
  /// @param defaultNamespace the namespace of resources that name none
  public static Parsed parse(Node document, String defaultNamespace) {
    ParsedBuilder parsed = new ParsedBuilder();
    new DocumentParser(document.position().file(), defaultNamespace, parsed).parse(document);
    return parsed.build();
  }

  /// Reads a mesh configuration written by itself, as in the `mesh` entry of the ConfigMap; an
  /// empty text gives the documented defaults.
  public static Checked<MeshConfig> meshConfig(String file, String text) {
    ParsedBuilder parsed = new ParsedBuilder();
    Node root = new Node.Mapping(List.of(), new Position(file, 1, 1));
    for (Document document : Yaml.read(file, text)) {
      switch (document) {
        case Document.Broken broken -> parsed.unreadable(broken.problem());
        case Document.Read read -> root = read.root();
      }
    }
    ResourceParser<MeshConfig> parser =
        new ResourceParser<>(Kind.MESH_CONFIG, MeshConfig.class, new Origin(file, root));
    Meta meta =
        new Meta(
            "istio", "istio-system", dev.weft.model.Labels.NONE, Map.of(), Optional.empty(), "");
    MeshConfig config = parser.spec(meta);
    parser.problems().forEach(parsed::add);
    return Checked.of(config, parsed.build().problems());
  }

  static ResourceKey key(Kind kind, Meta meta) {
    return new ResourceKey(kind.label(), meta.namespace(), meta.name());
  }

  static <S extends Spec> Resource<S> resource(
      Kind kind, String apiVersion, Meta meta, S spec, Origin origin) {
    return new Resource<>(kind, apiVersion, meta, spec, origin);
  }
}
