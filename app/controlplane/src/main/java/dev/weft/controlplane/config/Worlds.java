package dev.weft.controlplane.config;

import dev.weft.model.Problem;
import dev.weft.sources.Batch;
import dev.weft.world.Change;
import dev.weft.world.World;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The present world, and whoever wants to know of the next one.
public final class Worlds {
  /// Told of a new world, on the thread that made it; must not wait.
  public interface Listener {
    /// @param changes what made it different
    void changed(World world, List<Change> changes);
  }

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile World world = World.EMPTY;
  private volatile List<Problem> problems = List.of();

  /// The world as it is now.
  public World world() {
    return world;
  }

  /// Everything that is wrong with what the sources hold, now.
  public List<Problem> problems() {
    return problems;
  }

  /// Tells of each later world.
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /// Takes what a source tells.
  public void take(Batch batch) {
    problems = batch.problems();
    change(batch.changes());
  }

  /// Takes changes that no source told, such as those of running instances.
  public synchronized void change(List<Change> changes) {
    World before = world;
    World next = before.with(changes);
    if (next != before) {
      world = next;
      listeners.forEach(listener -> listener.changed(next, changes));
    }
  }
}
