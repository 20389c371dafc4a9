package dev.weft.world;

import dev.weft.model.Host;
import dev.weft.model.Protocol;
import dev.weft.world.registry.Endpoint;
import dev.weft.world.registry.Placement;
import dev.weft.world.registry.Registry;
import dev.weft.world.registry.Service;
import dev.weft.world.rules.Ingress;
import dev.weft.world.rules.Mesh;
import dev.weft.world.rules.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What one node may see of the world.
public final class View {
  private final World world;
  private final Node node;
  private final Scope scope;
  private final String cluster;
  private final boolean severalClusters;
  private final Set<String> networks;

  private View(World world, Node node, Scope scope) {
    this.world = world;
    this.node = node;
    this.scope = scope;
    String named = node.placement().cluster();
    this.cluster = world.isLinked(named) ? named : world.cluster();
    this.severalClusters = world.clusters().size() > 1;
    this.networks = node.networks();
  }

  public static View of(World world, Node node) {
    return new View(world, node, world.scope(node));
  }

  public World world() {
    return world;
  }

  public Node node() {
    return node;
  }

  /// The cluster that the node is in; the config cluster when it names one that nobody knows, as a
  /// proxy does that names none.
  public String cluster() {
    return cluster;
  }

  /// What it shares with other nodes.
  public Scope scope() {
    return scope;
  }

  public Mesh mesh() {
    return world.mesh();
  }

  public Configuration configuration() {
    return scope.configuration();
  }

  /// Every visible service, one a host, oldest first.
  public List<Service> services() {
    return scope.services();
  }

  public Optional<Service> service(Host host) {
    return scope.service(host);
  }

  /// What DestinationRules say of a host to this node.
  public Optional<Traffic> traffic(Host host) {
    return scope.traffic(host, node.labels());
  }

  /// The network that the node is in: its own word, else its cluster's; empty when neither says.
  public String network() {
    String own = node.placement().network();
    return own.isEmpty() ? world.network(cluster, node.address()) : own;
  }

  /// The virtual addresses of a service as the node's cluster knows them; where it has none, and
  /// the node's DNS is answered by the mesh, those that the mesh gave it.
  public List<String> addresses(Service service) {
    List<String> known = service.addresses(cluster);
    if (!known.isEmpty() || service.allocated().isEmpty() || !node.capturesDns()) {
      return known;
    }
    List<String> own = new ArrayList<>();
    for (String address : service.allocated()) {
      if (node.hasFamilyOf(address)) {
        own.add(address);
      }
    }
    return own;
  }

  /// The endpoints of a service port, in all localities and networks: of the node's own cluster
  /// alone where the service is local to clusters, and of the networks alone that the node asks to
  /// see (`REQUESTED_NETWORK_VIEW`).
  public List<Endpoint> endpoints(Service service, int port) {
    List<Endpoint> all = world.registry().endpoints(service, port);
    boolean local = severalClusters && mesh().topology().clusterLocal().has(service.host());
    if (!local && networks.isEmpty()) {
      return all;
    }
    List<Endpoint> seen = new ArrayList<>();
    for (Endpoint endpoint : all) {
      Placement place = endpoint.workload().placement();
      boolean near = !local || place.cluster().equals(cluster);
      boolean shown =
          networks.isEmpty() || place.network().isEmpty() || networks.contains(place.network());
      if (near && shown) {
        seen.add(endpoint);
      }
    }
    return seen;
  }

  /// What the workload beside this node serves, oldest service first.
  public List<Registry.Target> targets() {
    return world
        .registry()
        .targets(
            new Placement(cluster(), node.placement().network(), node.placement().locality()),
            node.addresses(),
            node.namespace(),
            node.labels());
  }

  /// The inbound listeners that the node's Sidecar asks for; empty when it leaves them to the
  /// services.
  public List<Ingress> ingress() {
    List<Ingress> listeners = new ArrayList<>();
    scope
        .sidecar()
        .ifPresent(sidecar -> {
          for (int i = 0; i < sidecar.spec().ingress().size(); i++) {
            var written = sidecar.spec().ingress().get(i);
            listeners.add(
                new Ingress(
                    written.port().number(),
                    written.port().name(),
                    Protocol.parse(written.port().protocol()),
                    written.bind(),
                    switch (written.captureMode()) {
                      case NONE -> true;
                      case DEFAULT, IPTABLES -> false;
                    },
                    written.defaultEndpoint(),
                    sidecar.rule("spec.ingress[" + i + "]")));
          }
        });
    return listeners;
  }
}
