package dev.weft.controlplane.config;

import dev.weft.model.Problem;
import dev.weft.sources.Batch;
import dev.weft.world.Change;
import dev.weft.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// The present world, and whoever wants to know of the next one.
public final class Worlds {
  /// Told of a new world, on the thread that made it; must not wait.
  public interface Listener {
    /// There is another world.
    ///
    /// @param changes what made it different
    void changed(World world, List<Change> changes);
  }

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> noteWatchers = new CopyOnWriteArrayList<>();
  private final Map<String, List<Problem>> noted = new ConcurrentSkipListMap<>();
  private volatile World world;
  private volatile List<Problem> problems = List.of();

  /// An empty world.
  ///
  /// @param cluster id of the config cluster
  public Worlds(String cluster) {
    this.world = World.empty(cluster);
  }

  /// The world as it is now.
  public World world() {
    return world;
  }

  /// Everything that is wrong with what the sources hold, and what others noted, now.
  public List<Problem> problems() {
    List<Problem> all = new ArrayList<>(problems);
    noted.values().forEach(all::addAll);
    return all;
  }

  /// Replaces what somebody other than the sources finds wrong.
  ///
  /// @param who names whoever it is
  public void note(String who, List<Problem> found) {
    List<Problem> now = List.copyOf(found);
    if (!now.equals(noted.put(who, now))) {
      noteWatchers.forEach(Runnable::run);
    }
  }

  /// Tells of each later world.
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /// Tells when something else is noted.
  public void watchNotes(Runnable watcher) {
    noteWatchers.add(watcher);
  }

  /// Takes what a source tells.
  public void take(Batch batch) {
    problems = batch.problems();
    change(batch.changes());
  }

  /// Takes changes that no source told, such as those of running instances.
  public synchronized void change(List<Change> changes) {
    become(world.with(changes), changes);
  }

  /// Takes what the host names of networks' gateways stand for.
  public synchronized void resolve(Map<String, List<String>> addresses) {
    become(world.resolving(addresses), List.of());
  }

  private void become(World next, List<Change> changes) {
    if (next != world) {
      world = next;
      listeners.forEach(listener -> listener.changed(next, changes));
    }
  }
}
