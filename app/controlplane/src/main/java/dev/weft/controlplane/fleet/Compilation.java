package dev.weft.controlplane.fleet;

import dev.weft.world.Node;
import dev.weft.world.World;
import dev.weft.xds.Resources;

/// What a node is to have in a world: a pure function.
public interface Compilation {
  Resources compile(World world, Node node);
}
