package dev.weft.proxy;

import dev.weft.graph.Graph;
import dev.weft.graph.Linked;
import dev.weft.graph.Linker;
import dev.weft.graph.Rejection;
import dev.weft.model.Problem;
import dev.weft.proxy.source.Origin;
import dev.weft.proxy.source.Warming;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import dev.weft.xds.XdsResource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Puts together what the file, the control plane and the secret service gave, holds back what is
/// not warm yet, links the rest and serves it. Never called on an event loop; one change at a time.
public final class Assembly {
  /// What serves graphs.
  ///
  /// @param swap makes a graph current, and tells which listeners could not be bound
  /// @param refusals what else speaks against listeners of a linked graph
  /// @param wake asks for [#settle()] to be called at a time of the monotonic clock
  public record Serving(
      Function<Graph, List<Problem>> swap,
      Function<Graph, List<Rejection>> refusals,
      java.util.function.LongConsumer wake) {}

  private final Serving serving;
  private final LongSupplier nanos;
  private final Warming warming = new Warming();
  // Written under the lock, read without it: an event loop that waited for the lock would wait for
  // a swap, which waits for the event loops.
  private volatile Map<Origin, Resources> given = Map.of();
  private volatile Resources effective = Resources.EMPTY;
  private volatile Map<XdsResource, Set<String>> held = Map.of();
  private volatile Graph graph = Graph.EMPTY;

  public Assembly(Serving serving, LongSupplier nanos) {
    this.serving = serving;
    this.nanos = nanos;
  }

  /// Takes everything that one origin gives now.
  ///
  /// @return what of all resources could not be taken; the versions before serve on
  public synchronized List<Rejection> offer(Origin origin, Resources resources) {
    note(origin, resources);
    return settle();
  }

  /// Notes what an origin's resources are after rejections, without linking again.
  public synchronized void note(Origin origin, Resources resources) {
    EnumMap<Origin, Resources> now = new EnumMap<>(Origin.class);
    now.putAll(given);
    now.put(origin, resources);
    given = now;
  }

  /// Links and serves what may take effect now.
  public synchronized List<Rejection> settle() {
    Resources before = effective;
    Warming.Step step = warming.step(wanted(), before, nanos.getAsLong());
    List<Rejection> rejections = new ArrayList<>();
    Linked linked = Linker.link(step.effective(), graph);
    rejections.addAll(linked.rejections());
    effective = without(step.effective(), linked.rejections(), before);
    List<Rejection> refused = serving.refusals().apply(linked.graph());
    if (!refused.isEmpty()) {
      rejections.addAll(refused);
      effective = without(effective, refused, before);
      linked = Linker.link(effective, linked.graph());
    }
    rejections.addAll(rehearse(step.held().keySet(), step.effective()));
    graph = linked.graph();
    held = step.held();
    serving.swap().apply(graph).forEach(problem -> rejections.add(unbound(problem)));
    OptionalLong deadline = step.deadlineNanos();
    deadline.ifPresent(serving.wake());
    return rejections;
  }

  private static Rejection unbound(Problem problem) {
    return new Rejection(
        ResourceType.LISTENER,
        problem.resource().map(key -> key.name()).orElse(problem.path()),
        "address",
        problem.cause(),
        problem.remedy());
  }

  private Resources wanted() {
    Resources.Builder wanted =
        given.getOrDefault(Origin.CONTROL_PLANE, Resources.EMPTY).toBuilder();
    for (Origin origin : List.of(Origin.SECRETS, Origin.FILE)) {
      Resources resources = given.getOrDefault(origin, Resources.EMPTY);
      for (ResourceType type : ResourceType.values()) {
        resources.of(type).values().forEach(wanted::add);
      }
    }
    return wanted.build();
  }

  /// `resources` with the rejected ones as they were before.
  private static Resources without(
      Resources resources, List<Rejection> rejections, Resources before) {
    Resources.Builder rest = resources.toBuilder();
    for (Rejection rejection : rejections) {
      before
          .find(rejection.type(), rejection.name())
          .ifPresentOrElse(rest::add, () -> rest.remove(rejection.type(), rejection.name()));
    }
    return rest.build();
  }

  /// Links what is held back by itself, so that it is refused when it comes and not when it is
  /// warm, when nobody could be told any more. Linking into the serving graph would let it take
  /// effect.
  private static List<Rejection> rehearse(Set<XdsResource> cold, Resources around) {
    if (cold.isEmpty()) {
      return List.of();
    }
    Resources.Builder rehearsal = Resources.builder();
    around.of(ResourceType.SECRET).values().forEach(rehearsal::add);
    cold.forEach(rehearsal::add);
    return Linker.link(rehearsal.build(), Graph.EMPTY).rejections().stream()
        .filter(rejection ->
            cold.stream()
                .anyMatch(each ->
                    each.type() == rejection.type() && each.name().equals(rejection.name())))
        .toList();
  }

  /// What serves now.
  public Graph graph() {
    return graph;
  }

  /// The resources that serve now.
  public Resources effective() {
    return effective;
  }

  /// Everything an origin gave.
  public Resources given(Origin origin) {
    return given.getOrDefault(origin, Resources.EMPTY);
  }

  /// What waits, with the names it waits for.
  public Map<XdsResource, Set<String>> held() {
    return held;
  }
}
