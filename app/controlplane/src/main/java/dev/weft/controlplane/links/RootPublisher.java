package dev.weft.controlplane.links;

import dev.weft.api.Resource;
import dev.weft.api.kubernetes.Namespace;
import dev.weft.controlplane.config.Worlds;
import dev.weft.model.Position;
import dev.weft.model.Problem;
import dev.weft.sources.kubernetes.ApiRefusal;
import dev.weft.sources.kubernetes.ApiServer;
import dev.weft.world.Change;
import dev.weft.world.World;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Puts the mesh's roots where agents look for them: the ConfigMap `istio-ca-root-cert` in every
/// namespace of the config cluster, and of each linked cluster whose root namespace says by the
/// annotation `topology.istio.io/controlPlaneClusters` that this control plane is its own.
public final class RootPublisher implements AutoCloseable {
  /// The ConfigMap's name.
  public static final String NAME = "istio-ca-root-cert";

  private static final String KEY = "root-cert.pem";
  private static final String OWNERS = "topology.istio.io/controlPlaneClusters";
  private static final long REPAIR_SECONDS = 60;
  private static final String NOTE = "roots";
  private static final JsonMapper JSON = new JsonMapper();

  private final Worlds worlds;
  private final Function<String, Optional<ApiServer>> servers;
  private final Supplier<String> roots;
  private final Map<String, String> written = new HashMap<>();
  private final ScheduledExecutorService order =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("roots").factory());

  /// Publishes now, at each new namespace, and again now and then in case somebody removed it.
  ///
  /// @param servers the API server of a cluster, by its id
  /// @param roots PEM
  public RootPublisher(
      Worlds worlds, Function<String, Optional<ApiServer>> servers, Supplier<String> roots) {
    this.worlds = worlds;
    this.servers = servers;
    this.roots = roots;
    worlds.listen((world, changes) -> {
      if (changes.stream().anyMatch(RootPublisher::namespace)) {
        soon();
      }
    });
    var _ = order.scheduleWithFixedDelay(this::repair, 0, REPAIR_SECONDS, TimeUnit.SECONDS);
  }

  private static boolean namespace(Change change) {
    return switch (change) {
      case Change.Put put -> put.resource().spec() instanceof Namespace;
      case Change.Remote remote -> namespace(remote.change());
      case Change.Gone _, Change.Broken _, Change.Runs _, Change.Ended _, Change.Unlinked _ ->
          false;
    };
  }

  /// The roots are others now.
  public void changed() {
    soon();
  }

  private void soon() {
    try {
      order.execute(this::publish);
    } catch (RejectedExecutionException stopped) {
      return; // nothing is published any more
    }
  }

  private void repair() {
    written.clear();
    publish();
  }

  private void publish() {
    World world = worlds.world();
    Map<String, Problem> failures = new TreeMap<>();
    List<String> clusters = new ArrayList<>(world.clusters());
    for (String cluster : clusters) {
      Optional<ApiServer> server = servers.apply(cluster);
      if (server.isPresent() && ours(world, cluster)) {
        for (Resource<Namespace> namespace : world.all(cluster, Namespace.class)) {
          write(server.get(), cluster, namespace.meta().name())
              .ifPresent(problem -> failures.putIfAbsent(cluster, problem));
        }
      }
    }
    worlds.note(NOTE, List.copyOf(failures.values()));
  }

  private static boolean ours(World world, String cluster) {
    if (cluster.equals(world.cluster())) {
      return true;
    }
    return world.all(cluster, Namespace.class).stream()
        .filter(namespace -> namespace.meta().name().equals(world.mesh().rootNamespace()))
        .flatMap(namespace -> Arrays.stream(namespace.meta().annotation(OWNERS).split(",", -1)))
        .map(String::strip)
        .anyMatch(owner -> owner.equals("*") || owner.equals(world.cluster()));
  }

  private Optional<Problem> write(ApiServer server, String cluster, String namespace) {
    String pem = roots.get();
    String place = cluster + "/" + namespace;
    if (pem.equals(written.get(place))) {
      return Optional.empty();
    }
    String path = "/api/v1/namespaces/" + namespace + "/configmaps";
    ObjectNode map = JSON.createObjectNode();
    map.put("apiVersion", "v1").put("kind", "ConfigMap");
    ObjectNode metadata = map.putObject("metadata");
    metadata.put("name", NAME).put("namespace", namespace);
    metadata.putObject("labels").put("istio.io/config", "true");
    map.putObject("data").put(KEY, pem);
    try {
      store(server, path, map);
      written.put(place, pem);
      return Optional.empty();
    } catch (IOException failed) {
      return Optional.of(
          Problem.warning(
                  Problem.Code.UNAVAILABLE,
                  "",
                  "the roots cannot be written to ConfigMap "
                      + namespace
                      + "/"
                      + NAME
                      + " of cluster "
                      + cluster
                      + ": "
                      + failed.getMessage(),
                  "let the kubeconfig's user create and update ConfigMaps, or give agents the root"
                      + " as a file")
              .at(new Position(cluster, 0, 0)));
    }
  }

  private static void store(ApiServer server, String path, ObjectNode map) throws IOException {
    try {
      server.send("POST", path, map);
    } catch (ApiRefusal exists) {
      if (exists.status() != 409) {
        throw exists;
      }
      server.send("PUT", path + "/" + NAME, map);
    }
  }

  @Override
  public void close() {
    order.shutdownNow();
  }
}
