package dev.weft.graph.link;

import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.Discovery;
import dev.weft.graph.cluster.Endpoints;
import dev.weft.graph.cluster.Settings;
import dev.weft.graph.cluster.Usage;
import dev.weft.graph.cluster.endpoint.Assignment;
import dev.weft.graph.link.Parts.LinkedCluster;
import dev.weft.graph.link.Parts.LinkedListener;
import dev.weft.graph.link.cluster.ClusterReader;
import dev.weft.graph.link.cluster.EndpointReader;
import dev.weft.graph.link.listener.ListenerReader;
import dev.weft.graph.link.reading.Cells;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Where;
import dev.weft.graph.link.route.RouteReader;
import dev.weft.graph.link.tls.SecretReader;
import dev.weft.graph.tls.Secret;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import dev.weft.xds.XdsResource;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One run of the linker: reads what changed, then publishes it into the live cells, what is
/// referred to before what refers to it, and withdraws what is gone last.
public final class Linking {
  private final Cells cells;
  private final ClusterReader clusterReader;
  private final RouteReader routeReader;
  private final ListenerReader listenerReader;
  private final List<Refused> refused = new ArrayList<>();

  public Linking(Cells cells) {
    this.cells = cells;
    clusterReader = new ClusterReader(cells);
    routeReader = new RouteReader(cells.clusters());
    listenerReader = new ListenerReader(cells);
  }

  public record Refused(ResourceType type, String name, Unlinkable why) {}

  /// What was refused in this run.
  public List<Refused> refused() {
    return refused;
  }

  public Parts run(Resources resources, Parts before) {
    Shelf.Relinked<Secret> secrets =
        before
            .secrets()
            .relink(resources.of(ResourceType.SECRET), (resource, previous) -> secret(resource));
    Shelf.Relinked<LinkedCluster> clusters =
        before.clusters().relink(resources.of(ResourceType.CLUSTER), this::cluster);
    Shelf.Relinked<Assignment> assignments =
        before
            .assignments()
            .relink(
                resources.of(ResourceType.ENDPOINT),
                (resource, previous) ->
                    EndpointReader.read(resource.as(ClusterLoadAssignment.class), Where.TOP));
    Shelf.Relinked<RouteReader.Read> routes =
        before
            .routes()
            .relink(
                resources.of(ResourceType.ROUTE),
                (resource, previous) ->
                    routeReader.read(resource.as(RouteConfiguration.class), previous, Where.TOP));
    Shelf.Relinked<LinkedListener> listeners =
        before.listeners().relink(resources.of(ResourceType.LISTENER), this::listener);
    report(ResourceType.SECRET, secrets);
    report(ResourceType.CLUSTER, clusters);
    report(ResourceType.ENDPOINT, assignments);
    report(ResourceType.ROUTE, routes);
    report(ResourceType.LISTENER, listeners);
    secrets
        .changed()
        .forEach(name -> secrets.shelf().value(name).ifPresent(cells.secret(name)::replace));
    publish(clusters, assignments);
    for (String name : routes.changed()) {
      routes.shelf().value(name).ifPresent(read -> cells.routes(name).replace(read.table()));
    }
    for (String name : listeners.changed()) {
      listeners
          .shelf()
          .value(name)
          .ifPresent(linked ->
              linked.inline().forEach((cell, read) -> cells.routes(cell).replace(read.table())));
    }
    clusters.removed().forEach(name -> cells.clusters().cell(name).clear());
    Parts parts =
        new Parts(
            secrets.shelf(),
            clusters.shelf(),
            assignments.shelf(),
            routes.shelf(),
            listeners.shelf());
    Sweep.run(cells, parts);
    return parts;
  }

  private <T> void report(ResourceType type, Shelf.Relinked<T> relinked) {
    for (Shelf.Entry<T> entry : relinked.refused()) {
      entry.refusal().ifPresent(why -> refused.add(new Refused(type, entry.given().name(), why)));
    }
  }

  private static Secret secret(XdsResource resource) throws Unlinkable {
    return SecretReader.read(
        resource.as(io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret.class),
        Where.TOP);
  }

  private LinkedCluster cluster(XdsResource resource, Optional<LinkedCluster> previous)
      throws Unlinkable {
    var cluster = resource.as(io.envoyproxy.envoy.config.cluster.v3.Cluster.class);
    Settings settings = clusterReader.settings(cluster, Where.TOP);
    Assignment inline =
        settings.discovery() == Discovery.EDS
            ? Assignment.NONE
            : EndpointReader.read(cluster.getLoadAssignment(), Where.TOP.in("load_assignment"));
    // Live state goes on: requests under way are counted in the same cells.
    Endpoints endpoints =
        previous.map(known -> known.cluster().endpoints()).orElseGet(() -> new Endpoints(settings));
    Usage usage = previous.map(known -> known.cluster().usage()).orElseGet(Usage::new);
    return new LinkedCluster(
        new Cluster(settings, clusterReader.transports(cluster, Where.TOP), endpoints, usage),
        inline);
  }

  private void publish(
      Shelf.Relinked<LinkedCluster> clusters, Shelf.Relinked<Assignment> assignments) {
    Set<String> changed = new HashSet<>(clusters.changed());
    Set<String> moved = new HashSet<>(assignments.changed());
    moved.addAll(assignments.removed());
    if (changed.isEmpty() && moved.isEmpty()) {
      return;
    }
    clusters
        .shelf()
        .entries()
        .forEach((name, entry) -> {
          LinkedCluster linked = entry.value().orElse(null);
          if (linked == null) {
            return;
          }
          Settings settings = linked.cluster().settings();
          boolean eds = settings.discovery() == Discovery.EDS;
          if (changed.contains(name) || eds && moved.contains(settings.edsName())) {
            Assignment assignment =
                eds
                    ? assignments.shelf().value(settings.edsName()).orElse(Assignment.NONE)
                    : linked.inline();
            linked.cluster().endpoints().replace(settings, assignment);
          }
          if (changed.contains(name)) {
            cells.clusters().cell(name).replace(linked.cluster());
          }
        });
  }

  private LinkedListener listener(XdsResource resource, Optional<LinkedListener> previous)
      throws Unlinkable {
    ListenerReader.Read read =
        listenerReader.read(resource.as(Listener.class), resource.version(), Where.TOP);
    Map<String, RouteReader.Read> inline = new HashMap<>();
    for (Map.Entry<String, RouteConfiguration> entry : read.inlineRoutes().entrySet()) {
      Optional<RouteReader.Read> known =
          previous.map(linked -> linked.inline().get(entry.getKey()));
      inline.put(
          entry.getKey(),
          routeReader.read(
              entry.getValue(), known, Where.TOP.in("route_config of chain " + entry.getKey())));
    }
    return new LinkedListener(read.listener(), inline);
  }
}
