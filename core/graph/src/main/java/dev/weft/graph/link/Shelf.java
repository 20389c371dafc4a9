package dev.weft.graph.link;

import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Where;
import dev.weft.xds.XdsResource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// All resources of one type by name, each with the part that was last read from it.
public final class Shelf<T> {
  private final Map<String, XdsResource> given;
  private final Map<String, Entry<T>> entries;

  private Shelf(Map<String, XdsResource> given, Map<String, Entry<T>> entries) {
    this.given = given;
    this.entries = entries;
  }

  public static <T> Shelf<T> empty() {
    return new Shelf<>(Map.of(), Map.of());
  }

  /// @param value of the last good version; empty when there was none
  /// @param refusal why the given version was refused
  public record Entry<T>(XdsResource given, Optional<T> value, Optional<Unlinkable> refusal) {}

  /// Reads one resource.
  @FunctionalInterface
  public interface Reading<T> {
    /// @param previous what the last good version yielded
    T read(XdsResource resource, Optional<T> previous) throws Unlinkable;
  }

  /// Another state of the shelf, and what came of the resources that are new or changed.
  ///
  /// @param changed names whose value is another
  /// @param refused entries refused now
  /// @param removed names that are gone
  public record Relinked<T>(
      Shelf<T> shelf, List<String> changed, List<Entry<T>> refused, List<String> removed) {}

  /// Reads what is new or changed among `now` and keeps the rest.
  public Relinked<T> relink(Map<String, XdsResource> now, Reading<T> reading) {
    if (now == given) {
      return new Relinked<>(this, List.of(), List.of(), List.of());
    }
    Map<String, Entry<T>> next = new TreeMap<>();
    List<String> changed = new ArrayList<>();
    List<Entry<T>> refused = new ArrayList<>();
    now.forEach((name, resource) -> {
      Entry<T> old = entries.get(name);
      if (old != null && old.given().equals(resource)) {
        next.put(name, old);
        return;
      }
      if (old != null
          && old.refusal().isEmpty()
          && old.given().message().equals(resource.message())) {
        next.put(name, new Entry<>(resource, old.value(), Optional.empty()));
        return;
      }
      Entry<T> entry = read(resource, old == null ? Optional.empty() : old.value(), reading);
      next.put(name, entry);
      if (entry.refusal().isPresent()) {
        refused.add(entry);
      } else {
        changed.add(name);
      }
    });
    List<String> removed = new ArrayList<>();
    for (String name : entries.keySet()) {
      if (!next.containsKey(name)) {
        removed.add(name);
      }
    }
    return new Relinked<>(
        new Shelf<>(now, Collections.unmodifiableMap(next)), changed, refused, removed);
  }

  private static <T> Entry<T> read(XdsResource resource, Optional<T> previous, Reading<T> reading) {
    try {
      return new Entry<>(resource, Optional.of(reading.read(resource, previous)), Optional.empty());
    } catch (Unlinkable refusal) {
      return new Entry<>(resource, previous, Optional.of(refusal));
    } catch (RuntimeException defect) {
      // A bug of ours must not cost more than the one resource that shows it.
      Unlinkable refusal =
          Where.TOP.fault("a defect of Weft: " + defect, "report it with this resource");
      return new Entry<>(resource, previous, Optional.of(refusal));
    }
  }

  public Optional<T> value(String name) {
    Entry<T> entry = entries.get(name);
    return entry == null ? Optional.empty() : entry.value();
  }

  /// By name.
  public Map<String, Entry<T>> entries() {
    return entries;
  }

  /// The values that are there, in the order of their names.
  public List<T> values() {
    List<T> values = new ArrayList<>(entries.size());
    entries.values().forEach(entry -> entry.value().ifPresent(values::add));
    return values;
  }
}
