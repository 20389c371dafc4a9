package dev.weft.controlplane.links;

import dev.weft.api.Resource;
import dev.weft.api.kubernetes.Secret;
import dev.weft.controlplane.config.Worlds;
import dev.weft.model.Checked;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.sources.kubernetes.ApiServer;
import dev.weft.sources.kubernetes.Kubeconfig;
import dev.weft.sources.kubernetes.KubeconfigReader;
import dev.weft.sources.kubernetes.KubernetesSource;
import dev.weft.sources.kubernetes.Scope;
import dev.weft.world.Change;
import dev.weft.world.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/// Reads other clusters, as Secrets of the root namespace labelled `istio/multiCluster: "true"`
/// call for it: each entry's key is a cluster's id, its value a kubeconfig. Secrets may come,
/// change and go at any time.
public final class Links implements AutoCloseable {
  /// Label of the Secrets that count.
  public static final String LABEL = "istio/multiCluster";

  /// Clusters read at most.
  public static final int LIMIT_LINKS = 200;

  /// How long a new link may take before its state is told as overdue, as istiod waits.
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String NOTE = "links";

  private final Worlds worlds;
  private final InstantSource clock;
  private final Map<String, Link> wanted = new TreeMap<>();
  private final Map<String, Link> live = new TreeMap<>();
  private List<Problem> refusals = List.of();
  private boolean closed;
  private final ExecutorService order =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("links").factory());

  /// What a Secret calls for.
  private record Wish(Resource<Secret> secret, String cluster, String text) {}

  /// Follows the Secrets of the present world and of later ones.
  public Links(Worlds worlds, InstantSource clock) {
    this.worlds = worlds;
    this.clock = clock;
    worlds.listen((world, changes) -> {
      if (changes.stream().anyMatch(Links::concerns)) {
        soon(() -> reconcile(world));
      }
    });
    soon(() -> reconcile(worlds.world()));
  }

  private static boolean concerns(Change change) {
    return switch (change) {
      case Change.Put put -> put.resource().spec() instanceof Secret;
      case Change.Gone gone -> gone.key().kind().equals("Secret");
      case Change.Broken _, Change.Runs _, Change.Ended _, Change.Remote _, Change.Unlinked _ ->
          false;
    };
  }

  private void soon(Runnable work) {
    try {
      order.execute(work);
    } catch (RejectedExecutionException stopped) {
      return; // nothing is followed any more
    }
  }

  /// Every link there is, the newest to each cluster.
  public synchronized Collection<Link> all() {
    return List.copyOf(wanted.values());
  }

  /// The API server of a linked cluster.
  public synchronized Optional<ApiServer> server(String cluster) {
    return Optional.ofNullable(wanted.get(cluster)).map(Link::server);
  }

  private synchronized void reconcile(World world) {
    if (closed) {
      return;
    }
    List<Problem> refused = new ArrayList<>();
    Map<String, Wish> wishes = wishes(world, refused);
    for (String cluster : new TreeSet<>(wanted.keySet())) {
      if (!wishes.containsKey(cluster)) {
        end(cluster);
      }
    }
    wishes.forEach((cluster, wish) -> {
      Link before = wanted.get(cluster);
      if (before == null || !before.saysTheSame(wish.secret().key(), wish.text())) {
        begin(wish, refused);
      }
    });
    refusals = refused;
    tellProblems();
  }

  private Map<String, Wish> wishes(World world, List<Problem> refused) {
    Map<String, Wish> wishes = new TreeMap<>();
    String rootNamespace = world.mesh().rootNamespace();
    for (Resource<Secret> secret : world.all(Secret.class)) {
      boolean counts =
          secret.meta().namespace().equals(rootNamespace)
              && secret.meta().labels().value(LABEL).equals("true");
      if (!counts) {
        continue;
      }
      TreeSet<String> clusters = new TreeSet<>(secret.spec().data().keySet());
      clusters.addAll(secret.spec().stringData().keySet());
      for (String cluster : clusters) {
        String text =
            new String(secret.spec().bytes(cluster).orElse(new byte[0]), StandardCharsets.UTF_8);
        Wish wish = new Wish(secret, cluster, text);
        if (cluster.equals(world.cluster())) {
          refused.add(conflict(wish, "it is the id of the config cluster, which is read already"));
        } else if (wishes.containsKey(cluster)) {
          refused.add(
              conflict(
                  wish,
                  wishes.get(cluster).secret().key() + " links the same cluster, which counts"));
        } else if (wishes.size() >= LIMIT_LINKS) {
          refused.add(conflict(wish, "there are " + LIMIT_LINKS + " links already"));
        } else {
          wishes.put(cluster, wish);
        }
      }
    }
    return wishes;
  }

  private static Problem conflict(Wish wish, String cause) {
    return Problem.error(
            Problem.Code.CONFLICT,
            "data",
            "cluster '" + wish.cluster() + "' is not linked: " + cause,
            "give each cluster one entry of its own")
        .of(wish.secret().key())
        .at(wish.secret().position("data"));
  }

  private void begin(Wish wish, List<Problem> refused) {
    ResourceKey key = wish.secret().key();
    String cluster = wish.cluster();
    switch (KubeconfigReader.parse(key + " entry " + cluster, wish.text())) {
      case Checked.Invalid<Kubeconfig> invalid ->
          invalid.problems().forEach(problem -> refused.add(problem.of(key)));
      case Checked.Valid<Kubeconfig> valid -> {
        var reading =
            new KubernetesSource.Reading(
                cluster, Scope.REGISTRY, worlds.world().mesh().rootNamespace(), PATIENCE);
        var source = new KubernetesSource(ApiServer.of(valid.value()), reading, clock);
        Link link = new Link(cluster, key, wish.text(), source);
        Link waiting = wanted.put(cluster, link);
        if (waiting != null && waiting != live.get(cluster)) {
          waiting.close(); // it never got as far as to count
        }
        link.start(listener());
      }
    }
  }

  private Link.Listener listener() {
    return new Link.Listener() {
      @Override
      public void told(Link link, List<Change> changes, boolean first) {
        Links.this.told(link, changes, first);
      }

      @Override
      public void troubled() {
        soon(Links.this::tellProblems);
      }
    };
  }

  /// One change of the world, so that nobody sees the cluster without what both links have.
  private void told(Link link, List<Change> changes, boolean first) {
    List<Change> wrapped = new ArrayList<>();
    Optional<Link> older = Optional.empty();
    synchronized (this) {
      if (closed || wanted.get(link.cluster()) != link && live.get(link.cluster()) != link) {
        return;
      }
      if (first) {
        older = Optional.ofNullable(live.put(link.cluster(), link));
        wrapped.add(new Change.Unlinked(link.cluster()));
      }
      changes.forEach(change -> wrapped.add(new Change.Remote(link.cluster(), change)));
      worlds.change(wrapped);
    }
    older.ifPresent(old -> soon(old::close));
  }

  private void end(String cluster) {
    Optional.ofNullable(wanted.remove(cluster)).ifPresent(Link::close);
    Optional.ofNullable(live.remove(cluster)).ifPresent(Link::close);
    worlds.change(List.of(new Change.Unlinked(cluster)));
  }

  private synchronized void tellProblems() {
    List<Problem> all = new ArrayList<>(refusals);
    wanted.values().forEach(link -> all.addAll(link.problems()));
    worlds.note(NOTE, all);
  }

  @Override
  public void close() {
    order.shutdownNow();
    synchronized (this) {
      closed = true;
      wanted.values().forEach(Link::close);
      live.values().forEach(Link::close);
    }
  }
}
