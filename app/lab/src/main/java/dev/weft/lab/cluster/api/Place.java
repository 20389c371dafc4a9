package dev.weft.lab.cluster.api;

import dev.weft.lab.cluster.store.Ref;
import dev.weft.lab.cluster.store.Shelf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a path leads to.
///
/// @param version of the group's API
/// @param namespace empty for every one, or for kinds that live in none
/// @param name empty for the whole collection
/// @param part such as `status` or `token`; empty for the object itself
record Place(Shelf shelf, String version, String namespace, String name, String part) {
  /// Names are those of files and hosts, so that no path leads out of a folder.
  private static final String NAME = "[a-z0-9]([-a-z0-9.:]{0,251}[a-z0-9])?";

  /// Reads `/api/v1/namespaces/NS/services/NAME/status` and its like; empty for other paths.
  static Optional<Place> of(String path) {
    List<String> words = new ArrayList<>(List.of(path.substring(1).split("/", -1)));
    if (words.stream().anyMatch(word -> !word.matches(NAME))) {
      return Optional.empty();
    }
    String group;
    if (words.size() >= 3 && words.getFirst().equals("api")) {
      group = "";
    } else if (words.size() >= 4 && words.getFirst().equals("apis")) {
      group = words.remove(1);
    } else {
      return Optional.empty();
    }
    String version = words.get(1);
    List<String> rest = words.subList(2, words.size());
    String namespace = "";
    if (rest.size() >= 3 && rest.getFirst().equals("namespaces")) {
      namespace = rest.get(1);
      rest = rest.subList(2, rest.size());
    }
    if (rest.size() > 3) {
      return Optional.empty();
    }
    return Optional.of(
        new Place(
            new Shelf(group, rest.getFirst()),
            version,
            namespace,
            rest.size() > 1 ? rest.get(1) : "",
            rest.size() > 2 ? rest.get(2) : ""));
  }

  String apiVersion() {
    return shelf.group().isEmpty() ? version : shelf.group() + "/" + version;
  }

  Ref ref() {
    return new Ref(shelf, namespace, name);
  }

  Ref named(String other) {
    return new Ref(shelf, namespace, other);
  }
}
