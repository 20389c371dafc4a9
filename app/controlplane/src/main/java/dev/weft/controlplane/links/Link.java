package dev.weft.controlplane.links;

import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.sources.Batch;
import dev.weft.sources.kubernetes.ApiServer;
import dev.weft.sources.kubernetes.KubernetesSource;
import dev.weft.sources.kubernetes.Standing;
import dev.weft.world.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// One cluster that is read beside the config cluster. What it says counts once everything of it
/// has been read; until then an older link to the same cluster goes on.
public final class Link implements AutoCloseable {
  private final String cluster;
  private final ResourceKey secret;
  private final String text;
  private final KubernetesSource source;
  private final List<Change> untold = new ArrayList<>();
  private volatile List<Problem> problems = List.of();
  private boolean live;
  private volatile boolean closed;

  /// Whoever uses what a link tells.
  interface Listener {
    /// Something is different.
    ///
    /// @param first whether this is everything there is, for the first time
    void told(Link link, List<Change> changes, boolean first);

    /// What is wrong with the cluster is different.
    void troubled();
  }

  Link(String cluster, ResourceKey secret, String text, KubernetesSource source) {
    this.cluster = cluster;
    this.secret = secret;
    this.text = text;
    this.source = source;
  }

  /// The cluster's id.
  public String cluster() {
    return cluster;
  }

  /// The Secret that calls for it.
  public ResourceKey secret() {
    return secret;
  }

  /// How it stands with the cluster.
  public Standing standing() {
    return source.standing();
  }

  /// The API server of the cluster.
  public ApiServer server() {
    return source.server();
  }

  boolean saysTheSame(ResourceKey otherSecret, String otherText) {
    return secret.equals(otherSecret) && text.equals(otherText);
  }

  void start(Listener listener) {
    Consumer<Batch> take = batch -> take(batch, listener);
    Thread.ofVirtual().name("link " + cluster).start(() -> source.start(take));
  }

  /// What is wrong with the cluster, now.
  List<Problem> problems() {
    return problems;
  }

  private synchronized void take(Batch batch, Listener listener) {
    if (closed) {
      return;
    }
    boolean different = !problems.equals(batch.problems());
    problems = batch.problems();
    if (live) {
      if (!batch.isEmpty()) {
        listener.told(this, batch.changes(), false);
      }
    } else {
      untold.addAll(batch.changes());
      if (source.synced()) {
        live = true;
        listener.told(this, List.copyOf(untold), true);
        untold.clear();
      }
    }
    if (different) {
      listener.troubled();
    }
  }

  @Override
  public void close() {
    closed = true;
    source.close();
  }
}
