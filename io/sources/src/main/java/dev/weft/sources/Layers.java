package dev.weft.sources;

import dev.weft.api.Resource;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.world.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Several sources as one: where two have the same resource, the earlier source counts, and the
/// later one's is a problem.
public final class Layers implements Source {
  private final List<Layer> layers;
  private @Nullable Consumer<Batch> listener;
  private boolean starting = true;
  private final List<Change> atStart = new ArrayList<>();

  /// One source and what it last told.
  private static final class Layer {
    final Source source;
    final Map<ResourceKey, Resource<?>> resources = new TreeMap<>();
    final Map<ResourceKey, List<Problem>> broken = new TreeMap<>();
    List<Problem> problems = List.of();

    Layer(Source source) {
      this.source = source;
    }

    boolean claims(ResourceKey key) {
      return resources.containsKey(key) || broken.containsKey(key);
    }
  }

  /// Joins sources, the one that counts most first. They are started and closed by this one.
  public Layers(List<? extends Source> sources) {
    this.layers = sources.stream().map(source -> new Layer((Source) source)).toList();
  }

  @Override
  public void start(Consumer<Batch> to) {
    synchronized (this) {
      listener = to;
    }
    for (Layer layer : layers) {
      layer.source.start(batch -> took(layer, batch));
    }
    synchronized (this) {
      starting = false;
      to.accept(new Batch(atStart, problems()));
      atStart.clear();
    }
  }

  /// Where a resource counts from, when an earlier layer than `layer` has it.
  ///
  /// @param layer counted from zero
  public synchronized Optional<Resource<?>> hidden(int layer, ResourceKey key) {
    for (Layer above : layers.subList(0, layer)) {
      Resource<?> resource = above.resources.get(key);
      if (resource != null) {
        return Optional.of(resource);
      }
    }
    return Optional.empty();
  }

  private synchronized void took(Layer from, Batch batch) {
    List<Change> effective = starting ? atStart : new ArrayList<>();
    from.problems = batch.problems();
    for (Change change : batch.changes()) {
      switch (change) {
        case Change.Put put -> {
          ResourceKey key = put.resource().key();
          from.resources.put(key, put.resource());
          from.broken.remove(key);
          if (!below(from, key)) {
            effective.add(put);
          }
        }
        case Change.Gone gone -> {
          from.resources.remove(gone.key());
          from.broken.remove(gone.key());
          if (!below(from, gone.key())) {
            effective.add(gone);
            reveal(gone.key(), effective);
          }
        }
        case Change.Broken broken -> {
          from.broken.put(broken.key(), broken.problems());
          if (!below(from, broken.key())) {
            effective.add(broken);
          }
        }
        case Change.Runs runs -> effective.add(runs);
        case Change.Ended ended -> effective.add(ended);
        case Change.Remote remote -> effective.add(remote);
        case Change.Unlinked unlinked -> effective.add(unlinked);
      }
    }
    Consumer<Batch> to = listener;
    if (!starting && to != null) {
      to.accept(new Batch(effective, problems()));
    }
  }

  /// Whether an earlier layer has this resource.
  private boolean below(Layer layer, ResourceKey key) {
    return layers.subList(0, layers.indexOf(layer)).stream().anyMatch(above -> above.claims(key));
  }

  private void reveal(ResourceKey key, List<Change> effective) {
    for (Layer layer : layers) {
      if (layer.claims(key)) {
        Optional.ofNullable(layer.resources.get(key))
            .ifPresent(resource -> effective.add(new Change.Put(resource)));
        Optional.ofNullable(layer.broken.get(key))
            .ifPresent(problems -> effective.add(new Change.Broken(key, problems)));
        return;
      }
    }
  }

  private List<Problem> problems() {
    List<Problem> all = new ArrayList<>();
    for (Layer layer : layers) {
      all.addAll(layer.problems);
      layer.resources.forEach((key, resource) -> {
        Optional<Resource<?>> winner = hidden(layers.indexOf(layer), key);
        winner.ifPresent(counts -> all.add(conflict(resource, counts)));
      });
    }
    return all;
  }

  private static Problem conflict(Resource<?> loser, Resource<?> winner) {
    return Problem.warning(
            Problem.Code.CONFLICT,
            "metadata.name",
            "it is also at " + winner.position("metadata.name") + ", which counts",
            "change it there, or delete one of the two")
        .of(loser.key())
        .at(loser.position("metadata.name"));
  }

  @Override
  public void close() {
    layers.forEach(layer -> layer.source.close());
  }
}
