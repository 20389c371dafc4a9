package dev.weft.xds;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Everything one node is told, by type and name: immutable, comparable, and shared freely between
/// nodes that are told the same.
public final class Resources {
  /// Nothing at all.
  public static final Resources EMPTY = new Resources(new EnumMap<>(ResourceType.class));

  private final EnumMap<ResourceType, Shelf> byType;

  private Resources(EnumMap<ResourceType, Shelf> byType) {
    this.byType = byType;
  }

  /// Starts an empty set.
  public static Builder builder() {
    return new Builder(EMPTY);
  }

  /// Starts from this set. Types that are not touched are shared with it.
  public Builder toBuilder() {
    return new Builder(this);
  }

  /// All resources of a type, in the order of their names.
  public Map<String, XdsResource> of(ResourceType type) {
    Shelf shelf = byType.get(type);
    return shelf == null ? Map.of() : shelf.resources;
  }

  /// The resource of that type and name.
  public Optional<XdsResource> find(ResourceType type, String name) {
    return Optional.ofNullable(of(type).get(name));
  }

  /// The number of resources of all types.
  public int size() {
    return byType.values().stream().mapToInt(shelf -> shelf.resources.size()).sum();
  }

  /// One version for all resources of a type: equal for equal content, whatever came before.
  public String version(ResourceType type) {
    Shelf shelf = byType.get(type);
    return shelf == null ? Shelf.NOTHING : shelf.version;
  }

  /// What turns `previous` into this.
  public Diff diff(Resources previous) {
    List<XdsResource> changed = new ArrayList<>();
    List<Removal> removed = new ArrayList<>();
    for (ResourceType type : ResourceType.values()) {
      Map<String, XdsResource> now = of(type);
      Map<String, XdsResource> before = previous.of(type);
      if (now == before) {
        continue;
      }
      for (XdsResource resource : now.values()) {
        if (!resource.equals(before.get(resource.name()))) {
          changed.add(resource);
        }
      }
      for (String name : before.keySet()) {
        if (!now.containsKey(name)) {
          removed.add(new Removal(type, name));
        }
      }
    }
    return new Diff(changed, removed);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof Resources that && byType.equals(that.byType));
  }

  @Override
  public int hashCode() {
    return byType.hashCode();
  }

  @Override
  public String toString() {
    return byType.toString();
  }

  /// A resource that is no more.
  public record Removal(ResourceType type, String name) {}

  /// The difference of two sets, each list in push order.
  ///
  /// @param changed new resources and those with a new version
  /// @param removed names that are gone
  public record Diff(List<XdsResource> changed, List<Removal> removed) {
    public Diff {
      changed = List.copyOf(changed);
      removed = List.copyOf(removed);
    }

    /// Whether both sets are the same.
    public boolean isEmpty() {
      return changed.isEmpty() && removed.isEmpty();
    }
  }

  /// All resources of one type with their common version.
  private record Shelf(SortedMap<String, XdsResource> resources, String version) {
    static final String NOTHING = "0";

    static Shelf of(SortedMap<String, XdsResource> resources) {
      long sum = 0;
      for (XdsResource resource : resources.values()) {
        sum += mix(hash(hash(0xcbf29ce484222325L, resource.name()), resource.version()));
      }
      return new Shelf(Collections.unmodifiableSortedMap(resources), Long.toHexString(sum));
    }

    // FNV-1a and the finalizer of MurmurHash3: the versions are hashes already, this only mixes.
    private static long hash(long start, String text) {
      long hash = start;
      for (int i = 0; i < text.length(); i++) {
        hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
      }
      return hash;
    }

    private static long mix(long hash) {
      long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
      mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
      return mixed ^ (mixed >>> 33);
    }
  }

  /// Collects resources; the last one of a name wins.
  public static final class Builder {
    private final Resources start;
    private final EnumMap<ResourceType, TreeMap<String, XdsResource>> touched =
        new EnumMap<>(ResourceType.class);

    private Builder(Resources start) {
      this.start = start;
    }

    private TreeMap<String, XdsResource> writable(ResourceType type) {
      return touched.computeIfAbsent(type, absent -> copy(start.byType.get(type)));
    }

    /// Sorted as it is, so that copying takes no comparisons.
    private static TreeMap<String, XdsResource> copy(@Nullable Shelf shelf) {
      return shelf == null ? new TreeMap<>() : new TreeMap<>(shelf.resources());
    }

    /// Adds or replaces a resource.
    public Builder add(XdsResource resource) {
      writable(resource.type()).put(resource.name(), resource);
      return this;
    }

    /// Adds or replaces a resource made of a message.
    public Builder add(ResourceType type, Message message) {
      return add(XdsResource.of(type, message));
    }

    /// Removes a resource; nothing happens when there is none.
    public Builder remove(ResourceType type, String name) {
      writable(type).remove(name);
      return this;
    }

    /// Keeps of a type only the given names.
    public Builder retain(ResourceType type, Set<String> names) {
      writable(type).keySet().retainAll(names);
      return this;
    }

    /// The collected set. What this builder collects afterwards does not change it.
    public Resources build() {
      EnumMap<ResourceType, Shelf> result = new EnumMap<>(ResourceType.class);
      result.putAll(start.byType);
      touched.forEach((type, resources) -> {
        if (resources.isEmpty()) {
          result.remove(type);
        } else if (!resources.equals(start.of(type))) {
          result.put(type, Shelf.of(new TreeMap<>((SortedMap<String, XdsResource>) resources)));
        }
      });
      return result.isEmpty() ? EMPTY : new Resources(result);
    }
  }
}
