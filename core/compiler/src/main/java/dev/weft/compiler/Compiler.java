package dev.weft.compiler;

import dev.weft.compiler.emission.Emitter;
import dev.weft.compiler.names.NameTables;
import dev.weft.compiler.plan.Plan;
import dev.weft.compiler.proxyless.Proxyless;
import dev.weft.world.Node;
import dev.weft.world.View;
import dev.weft.world.World;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import dev.weft.xds.XdsResource;

/// From the world to what one node is told, in one call: view, plan, spelling.
public final class Compiler {
  private Compiler() {}

  /// Compiles for one node, on its own.
  public static Resources compile(World world, Node node) {
    return compile(world, node, new Emitter());
  }

  /// Compiles for one node of many. What follows from the world for all nodes with the same profile
  /// is made once; what `emitter` has spelled in earlier worlds costs nothing again.
  public static Resources compile(World world, Node node, Emitter emitter) {
    View view = View.of(world, node);
    Profile profile = Profile.of(view);
    Plan upstream = Planner.upstream(view, profile);
    Plan outward = Planner.outward(view, profile);
    Resources clusters =
        Planner.upstream(view, profile, "spelled", Resources.class, () -> emitter.emit(upstream));
    Resources shared =
        Planner.outward(
            view, profile, "spelled", Resources.class, () -> emitter.emit(outward, clusters));
    Resources resources = emitter.emit(Planner.own(view, upstream, outward), shared);
    if (Proxyless.is(node)) {
      return Proxyless.of(view, resources);
    }
    return node.capturesDns() ? resources.toBuilder().add(names(view, profile)).build() : resources;
  }

  private static XdsResource names(View view, Profile profile) {
    return Planner.outward(
        view,
        profile,
        "names",
        XdsResource.class,
        () -> XdsResource.of(ResourceType.NAME_TABLE, NameTables.of(view).message()));
  }
}
