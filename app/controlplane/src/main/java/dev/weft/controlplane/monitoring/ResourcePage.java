package dev.weft.controlplane.monitoring;

import dev.weft.api.Resource;
import dev.weft.api.kubernetes.ingress.Ingress;
import dev.weft.controlplane.config.Applied;
import dev.weft.controlplane.config.Trees;
import dev.weft.controlplane.config.Worlds;
import dev.weft.model.Position;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.world.Change;
import dev.weft.world.World;
import dev.weft.world.analysis.Precedence;
import dev.weft.world.ingress.Ingresses;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// `/api/v1/resources`: GET lists (`kind=Service,Pod`, `namespace`, `name`), PUT applies a YAML
/// text, DELETE removes what was applied.
public final class ResourcePage implements Page {
  private final Worlds worlds;
  private final Applied applied;
  private final Function<ResourceKey, Optional<Resource<?>>> inFiles;

  /// @param inFiles the resource of that key that is in the directory's files
  public ResourcePage(
      Worlds worlds, Applied applied, Function<ResourceKey, Optional<Resource<?>>> inFiles) {
    this.worlds = worlds;
    this.applied = applied;
    this.inFiles = inFiles;
  }

  @Override
  public Answer answer(Ask ask) throws IOException {
    return switch (ask.method()) {
      case "GET" -> list(ask);
      case "PUT", "POST" -> apply(ask);
      case "DELETE" -> delete(ask);
      default -> Answer.refused(405, "use GET, PUT or DELETE");
    };
  }

  private Answer list(Ask ask) {
    Set<String> kinds = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    ask.parameter("kind").ifPresent(text -> kinds.addAll(List.of(text.split(","))));
    List<Resource<?>> found =
        worlds.world().resources().stream()
            .filter(resource -> kinds.isEmpty() || kinds.contains(resource.kind().label()))
            .filter(resource -> equal(ask, "namespace", resource.meta().namespace()))
            .filter(resource -> equal(ask, "name", resource.meta().name()))
            .toList();
    List<Object> items = new ArrayList<>();
    found.forEach(resource -> {
      Map<String, Object> item = key(resource.key());
      item.put("origin", resource.position("").toString());
      item.put("document", document(resource));
      items.add(item);
    });
    return Answer.json(200, Map.of("items", items));
  }

  private static boolean equal(Ask ask, String parameter, String value) {
    return ask.parameter(parameter).map(value::equals).orElse(true);
  }

  /// What was written; an Ingress with the status that its controller would write back.
  private Object document(Resource<?> resource) {
    Object tree = Trees.of(resource.origin().document());
    World world = worlds.world();
    List<String> addresses =
        resource
            .as(Ingress.class)
            .map(one -> Ingresses.addresses(world::all, world.mesh().rootNamespace(), one))
            .orElse(List.of());
    if (!(tree instanceof Map<?, ?> written)) {
      return tree == null ? Map.of() : tree;
    }
    if (addresses.isEmpty()) {
      return written;
    }
    Map<Object, Object> whole = new LinkedHashMap<>(written);
    List<Map<String, String>> points =
        addresses.stream()
            .map(address -> Map.of(address.matches("[0-9.]+|.*:.*") ? "ip" : "hostname", address))
            .toList();
    whole.put("status", Map.of("loadBalancer", Map.of("ingress", points)));
    return whole;
  }

  private Answer apply(Ask ask) throws IOException {
    World before = worlds.world();
    Applied.Outcome outcome = applied.apply(ask.parameter("file").orElse("applied"), ask.body());
    Map<ResourceKey, Object> resources = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>(outcome.problems());
    List<Change> changes = new ArrayList<>();
    for (Resource<?> resource : outcome.resources()) {
      Optional<Resource<?>> winner = inFiles.apply(resource.key());
      resources.put(resource.key(), item(resource.key(), winner.isEmpty() ? "yes" : "no"));
      if (winner.isEmpty()) {
        changes.add(new Change.Put(resource));
      }
      winner.ifPresent(file ->
          problems.add(
              Problem.warning(
                      Problem.Code.CONFLICT,
                      "metadata.name",
                      "it is also at " + file.position("metadata.name") + ", which counts",
                      "edit that file, or delete it from there first")
                  .of(resource.key())
                  .at(resource.position("metadata.name"))));
    }
    List<Object> others = new ArrayList<>();
    compare(before, before.with(changes), changes, new Told(resources, others, problems));
    boolean refused = outcome.resources().isEmpty() && !outcome.problems().isEmpty();
    return Answer.json(
        refused ? 422 : 200,
        Map.of(
            "applied",
            List.copyOf(resources.values()),
            "others",
            others,
            "problems",
            problems(problems)));
  }

  /// What an answer says: of what was applied, of others that it touches, and why.
  private record Told(
      Map<ResourceKey, Object> applied, List<Object> others, List<Problem> problems) {}

  /// Tells how much of what was applied counts beside the resources for the same hosts, and of
  /// which others more or less counts than before.
  private static void compare(World before, World after, List<Change> changes, Told told) {
    Set<ResourceKey> put = new HashSet<>();
    changes.forEach(change -> {
      if (change instanceof Change.Put one) {
        put.add(one.resource().key());
      }
    });
    Precedence was = Precedence.of(before);
    Precedence is = Precedence.of(after);
    put.stream()
        .filter(key -> is.extent(key) != Precedence.Extent.WHOLE)
        .forEach(key -> told.applied().put(key, item(key, effect(is.extent(key)))));
    Set<ResourceKey> curtailed = new TreeSet<>(is.curtailed());
    curtailed.addAll(was.curtailed());
    curtailed.removeAll(told.applied().keySet());
    curtailed.removeIf(key -> is.extent(key) == was.extent(key));
    curtailed.forEach(key -> told.others().add(item(key, effect(is.extent(key)))));
    Set<Problem> known = new HashSet<>(was.problems());
    is.problems().stream()
        .filter(problem ->
            problem.resource().map(put::contains).orElse(false) || !known.contains(problem))
        .map(Problem::asWarning)
        .forEach(told.problems()::add);
  }

  private static String effect(Precedence.Extent extent) {
    return switch (extent) {
      case WHOLE -> "yes";
      case PART -> "partly";
      case NONE -> "no";
    };
  }

  private static Map<String, Object> item(ResourceKey key, String effective) {
    Map<String, Object> item = key(key);
    item.put("effective", effective);
    return item;
  }

  private Answer delete(Ask ask) throws IOException {
    List<String> path = ask.path();
    if (path.size() < 2 || path.size() > 3) {
      return Answer.refused(400, "name it: /api/v1/resources/KIND/NAMESPACE/NAME");
    }
    String namespace = path.size() == 3 ? path.get(1) : "";
    ResourceKey key = new ResourceKey(path.getFirst(), namespace, path.getLast());
    if (applied.delete(key)) {
      return Answer.json(200, Map.of("deleted", key(key)));
    }
    return inFiles
        .apply(key)
        .map(file ->
            Answer.refused(
                409, key + " is at " + file.position("metadata.name") + "; delete it there"))
        .orElseGet(() -> Answer.refused(404, "there is no " + key));
  }

  private static Map<String, Object> key(ResourceKey key) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", key.kind());
    map.put("namespace", key.namespace());
    map.put("name", key.name());
    return map;
  }

  /// Problems as JSON, one object each.
  public static List<Object> problems(List<Problem> problems) {
    List<Object> all = new ArrayList<>();
    for (Problem problem : problems) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("code", problem.code().name());
      map.put("severity", problem.severity().name());
      problem.resource().ifPresent(key -> map.put("resource", key(key)));
      map.put("path", problem.path());
      if (!problem.position().equals(Position.NONE)) {
        map.put("file", problem.position().file());
        map.put("line", problem.position().line());
        map.put("column", problem.position().column());
      }
      map.put("cause", problem.cause());
      map.put("remedy", problem.remedy());
      map.put("text", problem.toString());
      all.add(map);
    }
    return all;
  }
}
