package dev.weft.sources;

import dev.weft.api.Parsed;
import dev.weft.api.Parser;
import dev.weft.api.Resource;
import dev.weft.model.Position;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.world.Change;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Keeps the books of a store of named texts: what each text holds, which text a resource counts
/// from when several have it (the first by name), and what was told already.
public final class Ledger {
  private final String defaultNamespace;
  private final Sameness sameness;
  private final TreeMap<String, Entry> files = new TreeMap<>();
  private final Map<ResourceKey, TreeSet<String>> holders = new LinkedHashMap<>();
  private final Map<ResourceKey, TreeSet<String>> refusers = new LinkedHashMap<>();
  private final Map<ResourceKey, Resource<?>> told = new TreeMap<>();
  private final Map<ResourceKey, List<Problem>> toldBroken = new TreeMap<>();
  private final TreeSet<ResourceKey> touched = new TreeSet<>();
  private final Map<String, Problem> troubles = new TreeMap<>();

  /// What one text holds: its valid resources and the last valid version of those it broke.
  private record Entry(
      Map<ResourceKey, Resource<?>> resources, Set<ResourceKey> refused, List<Problem> problems) {
    static final Entry NONE = new Entry(Map.of(), Set.of(), List.of());
  }

  /// When a resource is no other one than before.
  public enum Sameness {
    /// It is written the same, at the same place: so in files, whose lines are shown to people.
    WRITTEN,
    /// It says the same: so in stores that change objects without meaning.
    SAID
  }

  /// A text as read, not yet in the books.
  public record Reading(String file, Parsed parsed) {}

  Ledger(String defaultNamespace) {
    this(defaultNamespace, Sameness.WRITTEN);
  }

  /// Empty books.
  ///
  /// @param defaultNamespace the namespace of resources that name none
  public Ledger(String defaultNamespace, Sameness sameness) {
    this.defaultNamespace = defaultNamespace;
    this.sameness = sameness;
  }

  Reading read(String file, String text) {
    return new Reading(file, Parser.parse(file, text, defaultNamespace));
  }

  /// Whether taking it over would remove or break a resource: what a half-written file looks like.
  boolean loses(Reading reading) {
    Entry before = files.getOrDefault(reading.file(), Entry.NONE);
    Set<ResourceKey> now = new HashSet<>();
    reading.parsed().resources().forEach(resource -> now.add(resource.key()));
    return !reading.parsed().isValid() || !now.containsAll(before.resources().keySet());
  }

  /// Takes over what a text holds now.
  public void take(Reading reading) {
    Parsed parsed = reading.parsed();
    Map<ResourceKey, Resource<?>> resources = new LinkedHashMap<>();
    for (Resource<?> resource : parsed.resources()) {
      resources.putIfAbsent(resource.key(), resource);
    }
    Entry before = files.getOrDefault(reading.file(), Entry.NONE);
    before
        .resources()
        .forEach((key, resource) -> {
          if (parsed.refused().contains(key) || parsed.unreadable() > 0) {
            resources.putIfAbsent(key, resource);
          }
        });
    replace(reading.file(), new Entry(resources, parsed.refused(), parsed.problems()));
  }

  /// A text is gone.
  public void remove(String file) {
    replace(file, Entry.NONE);
    files.remove(file);
  }

  Set<String> files() {
    return Set.copyOf(files.keySet());
  }

  /// Notes what keeps a text from being read, until it is cleared.
  public void trouble(String file, Problem problem) {
    troubles.put(file, problem);
  }

  /// What kept a text from being read is over.
  public void clear(String file) {
    troubles.remove(file);
  }

  private void replace(String file, Entry now) {
    Entry before = files.getOrDefault(file, Entry.NONE);
    for (ResourceKey key : before.resources().keySet()) {
      TreeSet<String> names = holders.get(key);
      if (names != null && !now.resources().containsKey(key)) {
        names.remove(file);
        if (names.isEmpty()) {
          holders.remove(key);
        }
      }
    }
    for (ResourceKey key : before.refused()) {
      TreeSet<String> names = refusers.get(key);
      if (names != null) {
        names.remove(file);
        if (names.isEmpty()) {
          refusers.remove(key);
        }
      }
    }
    now.refused()
        .forEach(key -> refusers.computeIfAbsent(key, absent -> new TreeSet<>()).add(file));
    now.resources()
        .keySet()
        .forEach(key -> holders.computeIfAbsent(key, absent -> new TreeSet<>()).add(file));
    touched.addAll(before.resources().keySet());
    touched.addAll(before.refused());
    touched.addAll(now.resources().keySet());
    touched.addAll(now.refused());
    files.put(file, now);
  }

  /// What became different since this was last asked.
  public Batch settle() {
    List<Change> changes = new ArrayList<>();
    for (ResourceKey key : touched) {
      Optional<Resource<?>> now = effective(key);
      List<Problem> broken = broken(key);
      Resource<?> before = told.get(key);
      boolean wasBroken = toldBroken.containsKey(key);
      if (now.isPresent() && (!same(now.get(), before) || (wasBroken && broken.isEmpty()))) {
        changes.add(new Change.Put(now.get()));
        told.put(key, now.get());
      } else if (now.isEmpty() && (before != null || (wasBroken && broken.isEmpty()))) {
        changes.add(new Change.Gone(key));
        told.remove(key);
      }
      if (broken.isEmpty()) {
        toldBroken.remove(key);
      } else if (!broken.equals(toldBroken.put(key, broken))) {
        changes.add(new Change.Broken(key, broken));
      }
    }
    touched.clear();
    return new Batch(changes, problems());
  }

  private boolean same(Resource<?> now, @Nullable Resource<?> before) {
    return switch (sameness) {
      case WRITTEN -> now.equals(before);
      case SAID -> before != null && now.says(before);
    };
  }

  private Optional<Resource<?>> effective(ResourceKey key) {
    TreeSet<String> names = holders.get(key);
    if (names == null) {
      return Optional.empty();
    }
    Entry entry = files.getOrDefault(names.first(), Entry.NONE);
    return Optional.ofNullable(entry.resources().get(key));
  }

  private List<Problem> broken(ResourceKey key) {
    TreeSet<String> names = holders.get(key);
    List<Problem> found = new ArrayList<>();
    refusers
        .getOrDefault(key, new TreeSet<>())
        .forEach(file -> {
          boolean decides = names == null || names.first().equals(file);
          if (decides) {
            files.getOrDefault(file, Entry.NONE).problems().stream()
                .filter(problem -> problem.resource().map(key::equals).orElse(true))
                .forEach(found::add);
          }
        });
    return List.copyOf(found);
  }

  private List<Problem> problems() {
    List<Problem> all = new ArrayList<>(troubles.values());
    files.values().forEach(entry -> all.addAll(entry.problems()));
    holders.forEach((key, names) -> {
      if (names.size() > 1) {
        names.tailSet(names.first(), false).forEach(file -> all.add(twice(key, file)));
      }
    });
    return all;
  }

  private Problem twice(ResourceKey key, String file) {
    Position here =
        Optional.ofNullable(files.getOrDefault(file, Entry.NONE).resources().get(key))
            .map(resource -> resource.position("metadata.name"))
            .orElse(Position.NONE);
    String winner = effective(key).map(r -> r.position("metadata.name").toString()).orElse("");
    return Problem.error(
            Problem.Code.DUPLICATE,
            "metadata.name",
            "this is also at " + winner + ", which counts",
            "remove one of the two")
        .of(key)
        .at(here);
  }
}
