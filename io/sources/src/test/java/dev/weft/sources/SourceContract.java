package dev.weft.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.ResourceKey;
import dev.weft.world.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What every source does. A case is a store of named texts.
public abstract class SourceContract {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final LinkedBlockingQueue<Batch> batches = new LinkedBlockingQueue<>();
  private final Map<ResourceKey, Integer> weights = new TreeMap<>();
  private final Map<ResourceKey, Integer> broken = new TreeMap<>();
  private final List<Change> all = new ArrayList<>();
  private Batch last = new Batch(List.of(), List.of());

  protected abstract Source source();

  protected abstract void write(String file, String text) throws Exception;

  protected abstract void remove(String file) throws Exception;

  /// Where a problem of the weight of the first entry of `a.yaml` is said to be.
  protected String place(String name) {
    return name + ".yaml:8:";
  }

  @AfterEach
  void closeSource() {
    source().close();
  }

  protected static String service(String name, int port) {
    return """
    apiVersion: v1
    kind: Service
    metadata:
      name: %s
      namespace: default
    spec:
      ports:
      - name: http
        port: %d
    """
        .formatted(name, port);
  }

  protected static String entry(String name, int weight) {
    return """
    apiVersion: networking.istio.io/v1
    kind: WorkloadEntry
    metadata:
      name: %s
      namespace: default
    spec:
      address: 10.0.0.1
      weight: %d
    """
        .formatted(name, weight);
  }

  protected static ResourceKey key(String name) {
    return new ResourceKey("WorkloadEntry", "default", name);
  }

  protected final void start() {
    source().start(batches::add);
    Batch first = batches.poll();
    assertThat(first).as("the first batch is there when start returns").isNotNull();
    take(first);
  }

  private void take(Batch batch) {
    last = batch;
    all.addAll(batch.changes());
    for (Change change : batch.changes()) {
      switch (change) {
        case Change.Put put -> {
          weights.put(put.resource().key(), weight(put));
          broken.remove(put.resource().key());
        }
        case Change.Gone gone -> {
          weights.remove(gone.key());
          broken.remove(gone.key());
        }
        case Change.Broken refused -> broken.merge(refused.key(), 1, Integer::sum);
        case Change.Runs _, Change.Ended _, Change.Remote _, Change.Unlinked _ ->
            throw new AssertionError(change);
      }
    }
  }

  private static int weight(Change.Put put) {
    return put.resource()
        .as(dev.weft.api.workloadentry.WorkloadEntry.class)
        .map(entry -> (int) entry.spec().weight())
        .orElse(-1);
  }

  /// The resources, as far as batches were taken.
  protected final Map<ResourceKey, Integer> weights() {
    return weights;
  }

  /// Takes batches until the resources are these.
  protected final void eventually(Map<String, Integer> expected) throws InterruptedException {
    Map<ResourceKey, Integer> keys = new TreeMap<>();
    expected.forEach((name, weight) -> keys.put(key(name), weight));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!weights.equals(keys) && System.nanoTime() < end) {
      Batch batch = batches.poll(100, TimeUnit.MILLISECONDS);
      if (batch != null) {
        take(batch);
      }
    }
    assertThat(weights).isEqualTo(keys);
  }

  protected final void eventuallyBroken(String name) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!broken.containsKey(key(name)) && System.nanoTime() < end) {
      Batch batch = batches.poll(100, TimeUnit.MILLISECONDS);
      if (batch != null) {
        take(batch);
      }
    }
    assertThat(broken).containsKey(key(name));
  }

  /// Takes batches until the source has so many problems.
  protected final void eventuallyProblems(int count) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (last.problems().size() != count && System.nanoTime() < end) {
      Batch batch = batches.poll(100, TimeUnit.MILLISECONDS);
      if (batch != null) {
        take(batch);
      }
    }
    assertThat(last.problems()).hasSize(count);
  }

  /// Takes the batches that are there already.
  protected final void takeWhatIsThere() {
    for (Batch batch = batches.poll(); batch != null; batch = batches.poll()) {
      take(batch);
    }
  }

  protected final Batch last() {
    return last;
  }

  protected final List<Change> told() {
    return all;
  }

  @Test
  void everythingThereIsComesAtStart() throws Exception {
    write("a.yaml", entry("a", 1) + "---\n" + entry("b", 2));
    write("c.yaml", entry("c", 3));
    start();
    assertThat(weights())
        .as("in the first batch")
        .isEqualTo(Map.of(key("a"), 1, key("b"), 2, key("c"), 3));
    assertThat(last().problems()).isEmpty();
  }

  @Test
  void onlyWhatBecameDifferentIsTold() throws Exception {
    write("a.yaml", entry("a", 1) + "---\n" + entry("b", 2));
    start();
    told().clear();
    write("a.yaml", entry("a", 1) + "---\n" + entry("b", 20));
    eventually(Map.of("a", 1, "b", 20));
    assertThat(told()).hasSize(1);
  }

  @Test
  void aResourceThatIsTakenOutOfItsTextIsGone() throws Exception {
    write("a.yaml", entry("a", 1) + "---\n" + entry("b", 2));
    start();
    write("a.yaml", entry("a", 1));
    eventually(Map.of("a", 1));
    remove("a.yaml");
    eventually(Map.of());
  }

  @Test
  void aTextAddedLaterIsTold() throws Exception {
    start();
    write("late.yaml", entry("late", 7));
    eventually(Map.of("late", 7));
  }

  @Test
  void aBrokenResourceStaysAsItWasAndItsNeighbourMovesOn() throws Exception {
    write("a.yaml", entry("a", 1) + "---\n" + entry("b", 2));
    start();
    write("a.yaml", entry("a", 1).replace("weight: 1", "weight: heavy") + "---\n" + entry("b", 3));
    eventually(Map.of("a", 1, "b", 3));
    eventuallyBroken("a");
    assertThat(last().problems()).isNotEmpty();
    assertThat(last().problems().getFirst().position().toString()).contains(place("a"));
    write("a.yaml", entry("a", 1) + "---\n" + entry("b", 4));
    eventually(Map.of("a", 1, "b", 4));
    eventuallyProblems(0);
    assertThat(broken).isEmpty();
  }

  @Test
  void aTextThatIsNoYamlAtAllKeepsEverythingItHad() throws Exception {
    write("a.yaml", entry("a", 1) + "---\n" + entry("b", 2));
    write("z.yaml", entry("z", 1));
    start();
    write("a.yaml", "{{{{ not: yaml");
    write("z.yaml", entry("z", 2));
    eventually(Map.of("a", 1, "b", 2, "z", 2));
    write("a.yaml", entry("b", 9));
    eventually(Map.of("b", 9, "z", 2));
  }
}
