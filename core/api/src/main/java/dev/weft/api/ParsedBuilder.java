package dev.weft.api;

import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Gathers what the documents of a text contain.
final class ParsedBuilder {
  private final Map<ResourceKey, Resource<?>> resources = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Set<ResourceKey> refused = new HashSet<>();
  private int unreadable;

  void add(Problem problem) {
    problems.add(problem);
  }

  /// A document without a tree.
  void unreadable(Problem problem) {
    add(problem);
    unreadable++;
  }

  /// A document with a tree that does not say what it is.
  void unreadable(List<Problem> reasons) {
    problems.addAll(reasons);
    unreadable++;
  }

  /// Takes a resource unless something is wrong with it, or one of the same key came before.
  void add(Resource<?> resource, List<Problem> remarks) {
    problems.addAll(remarks);
    ResourceKey key = resource.key();
    if (remarks.stream().anyMatch(remark -> remark.severity() == Severity.ERROR)) {
      unreadable += key.name().isEmpty() ? 1 : 0;
      refused.addAll(key.name().isEmpty() ? Set.of() : Set.of(key));
      return;
    }
    Resource<?> earlier = resources.putIfAbsent(key, resource);
    if (earlier != null) {
      problems.add(duplicate(resource, earlier));
    }
  }

  private static Problem duplicate(Resource<?> resource, Resource<?> earlier) {
    return Problem.error(
            Problem.Code.DUPLICATE,
            "metadata.name",
            "'"
                + resource.meta().name()
                + "' is defined twice, first at "
                + earlier.position("metadata.name"),
            "rename or remove one of them")
        .of(resource.key())
        .at(resource.position("metadata.name"));
  }

  Parsed build() {
    refused.removeAll(resources.keySet());
    problems.sort(Comparator.comparing(Problem::position));
    return new Parsed(List.copyOf(resources.values()), problems, refused, unreadable);
  }
}
