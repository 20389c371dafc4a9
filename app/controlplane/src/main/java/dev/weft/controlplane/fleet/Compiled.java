package dev.weft.controlplane.fleet;

import dev.weft.world.Node;
import dev.weft.world.World;
import dev.weft.xds.Resources;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// What was compiled for the newest world, so that a client that comes again, or connects twice,
/// costs nothing. Bounded by the number of clients, because it is emptied with each world.
final class Compiled {
  private final Compilation compilation;
  private volatile Shelf shelf = new Shelf(World.EMPTY, new ConcurrentHashMap<>());

  private record Shelf(World world, ConcurrentHashMap<Node, FutureTask<Resources>> resources) {}

  Compiled(Compilation compilation) {
    this.compilation = compilation;
  }

  /// @throws IllegalStateException when the compiler failed, which is a bug
  Resources of(World world, Node node) {
    Shelf current = shelf;
    if (current.world() != world) {
      current = new Shelf(world, new ConcurrentHashMap<>());
      shelf = current;
    }
    FutureTask<Resources> task =
        current
            .resources()
            .computeIfAbsent(
                node, absent -> new FutureTask<>(() -> compilation.compile(world, node)));
    task.run(); // does nothing when it ran
    try {
      return task.get();
    } catch (ExecutionException bug) {
      Throwable cause = Optional.ofNullable(bug.getCause()).orElse(bug);
      throw new IllegalStateException("cannot compile for " + node.id(), cause);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", stopped);
    }
  }
}
