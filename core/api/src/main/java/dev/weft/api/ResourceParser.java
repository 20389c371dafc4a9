package dev.weft.api;

import dev.weft.api.bind.Binder;
import dev.weft.api.bind.Verifier;
import dev.weft.api.kubernetes.ObjectMeta;
import dev.weft.api.schema.Nearest;
import dev.weft.api.schema.Spec;
import dev.weft.api.yaml.Node;
import dev.weft.model.Labels;
import dev.weft.model.Position;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads one document of a known kind: its metadata, then what it says, then whether that holds.
final class ResourceParser<S extends Spec> {
  private static final Set<String> FRAME =
      Set.of("apiVersion", "kind", "metadata", "spec", "status");

  private final Kind kind;
  private final Class<S> type;
  private final Origin origin;
  private final List<Problem> problems = new ArrayList<>();

  ResourceParser(Kind kind, Class<S> type, Origin origin) {
    this.kind = kind;
    this.type = type;
    this.origin = origin;
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }

  /// The resource; not to be used when there are errors among the problems.
  Resource<S> parse(String apiVersion, String defaultNamespace) {
    List<Problem> found = new ArrayList<>();
    ObjectMeta written = objectMeta(found);
    String namespace =
        kind.namespaced()
            ? written.namespace().isEmpty() ? defaultNamespace : written.namespace()
            : "";
    Meta meta =
        new Meta(
            written.name(),
            namespace,
            Labels.of(written.labels()),
            written.annotations(),
            written.created(),
            written.resourceVersion(),
            written.ownerReferences().stream()
                .map(owner ->
                    new Meta.Owner(
                        owner.apiVersion(), owner.kind(), owner.name(), owner.controller()))
                .toList());
    found.forEach(problem -> add(problem, Parser.key(kind, meta)));
    return Parser.resource(kind, apiVersion, meta, spec(meta), origin);
  }

  private ObjectMeta objectMeta(List<Problem> found) {
    Node node = child("metadata");
    ObjectMeta meta =
        new Binder(Binder.Unknown.REFUSED, found::add).bind(ObjectMeta.class, node, "metadata");
    new Verifier(found::add).verify(meta, "metadata");
    if (meta.name().isEmpty()) {
      String remedy =
          meta.generateName().isEmpty()
              ? "name the resource"
              : "name the resource; 'generateName' needs a store that makes names";
      found.add(
          Problem.error(
              Problem.Code.MISSING_FIELD,
              "metadata.name",
              "the resource has no 'metadata.name'",
              remedy));
    }
    return meta;
  }

  /// What the document says beside its metadata.
  S spec(Meta meta) {
    List<Problem> mismatches = new ArrayList<>();
    Binder binder =
        new Binder(
            kind.strict() ? Binder.Unknown.REFUSED : Binder.Unknown.TOLERATED, mismatches::add);
    Node node = kind.bare() ? content() : child("spec");
    String path = kind.bare() ? "" : "spec";
    if (!kind.bare()) {
      strangers(mismatches);
    }
    S spec = type.cast(binder.bind(type.asSubclass(Record.class), node, path));
    ResourceKey key = Parser.key(kind, meta);
    mismatches.forEach(problem -> add(problem, key));
    List<String> known = new ArrayList<>(mismatches.stream().map(Problem::path).toList());
    if (!mismatches.isEmpty() && !kind.bare() && origin.find("spec").isEmpty()) {
      known.add("spec");
    }
    new Verifier(finding -> addUnlessKnown(finding, known, key)).verify((Record) spec, path);
    Effectiveness.remarks(kind, origin.document()).forEach(remark -> add(remark, key));
    return spec;
  }

  /// Fields beside `spec` that belong into it, or nowhere.
  private void strangers(List<Problem> found) {
    if (!(origin.document() instanceof Node.Mapping root)) {
      return;
    }
    List<String> fields = Binder.fields(type.asSubclass(Record.class));
    for (Node.Entry entry : root.entries()) {
      String name = entry.key().text();
      if (!FRAME.contains(name)) {
        String remedy =
            fields.contains(name)
                ? "move it under 'spec'"
                : Nearest.remedy(name, List.of("metadata", "spec"));
        found.add(
            Problem.error(
                    Problem.Code.UNKNOWN_FIELD,
                    name,
                    "there is no field '" + name + "' beside 'spec'",
                    remedy)
                .at(entry.key().position()));
      }
    }
  }

  private Node child(String name) {
    Node empty = new Node.Mapping(List.of(), origin.document().position());
    return origin.document() instanceof Node.Mapping root ? root.find(name).orElse(empty) : empty;
  }

  /// The document without what every document has.
  private Node content() {
    if (!(origin.document() instanceof Node.Mapping root)) {
      return origin.document();
    }
    List<Node.Entry> entries =
        root.entries().stream()
            .filter(entry -> !Set.of("apiVersion", "kind", "metadata").contains(entry.key().text()))
            .toList();
    return new Node.Mapping(entries, root.position());
  }

  /// A field whose type is wrong says nothing about the rules that hold for its value.
  private void addUnlessKnown(Problem finding, List<String> known, ResourceKey key) {
    boolean consequence =
        known.stream()
            .anyMatch(path -> path.startsWith(finding.path()) || finding.path().startsWith(path));
    if (!consequence) {
      add(finding, key);
    }
  }

  private void add(Problem problem, ResourceKey key) {
    Position position =
        problem.position().equals(Position.NONE)
            ? origin.position(problem.path())
            : problem.position();
    problems.add(problem.of(key).at(position));
  }
}
