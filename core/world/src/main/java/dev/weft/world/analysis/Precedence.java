package dev.weft.world.analysis;

import dev.weft.api.Resource;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What counts and what does not where several resources speak of one host: the routes of
/// VirtualServices, the policies and subsets of DestinationRules.
///
/// Found by asking the same indexes that proxies are compiled from, so that it is true of what they
/// do. What is lost for the clients of some namespace only counts for the others, and is not told.
public final class Precedence {
  /// How much of a resource counts.
  public enum Extent {
    WHOLE,
    PART,
    NONE
  }

  /// A part of a resource that never counts.
  ///
  /// @param path of the part
  record Loss(Resource<?> resource, String path, Findings.Finding finding) {}

  private final Map<ResourceKey, Extent> extents = new HashMap<>();
  private final List<Loss> losses = new ArrayList<>();

  private Precedence() {}

  public static Precedence of(World world) {
    Precedence precedence = new Precedence();
    new RoutingPrecedence(world).judge(precedence);
    new PolicyPrecedence(world).judge(precedence);
    return precedence;
  }

  /// How much of a resource counts beside the others; all of it when it is of another kind.
  public Extent extent(ResourceKey key) {
    return extents.getOrDefault(key, Extent.WHOLE);
  }

  /// The resources of which something never counts.
  public Set<ResourceKey> curtailed() {
    return Set.copyOf(extents.keySet());
  }

  /// Each part that never counts, with the resource that counts instead and where that is written.
  public List<Problem> problems() {
    Findings findings = new Findings();
    tell(findings);
    return findings.sorted();
  }

  void tell(Findings findings) {
    losses.forEach(loss -> findings.add(loss.resource(), loss.path(), loss.finding()));
  }

  void lost(Extent remains, ResourceKey key, List<Loss> parts) {
    extents.put(key, remains);
    losses.addAll(parts);
  }

  /// A resource and where it is written, as a sentence names it.
  static String named(World world, ResourceKey key, String path) {
    return world
        .resource(key)
        .map(resource -> key + " (" + resource.position(path) + ")")
        .orElse(key.toString());
  }
}
