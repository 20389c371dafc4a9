package dev.weft.world.network;

import dev.weft.api.Resource;
import dev.weft.api.kubernetes.Node;
import dev.weft.api.kubernetes.Service;
import dev.weft.api.kubernetes.ServicePort;
import dev.weft.api.meshconfig.networks.GatewayAddress;
import dev.weft.api.meshconfig.networks.IstioNetworkGateway;
import dev.weft.api.meshconfig.networks.MeshNetworks;
import dev.weft.api.meshconfig.networks.NetworkEndpoints;
import dev.weft.world.registry.Catalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the gateways of networks: Services that carry the label of a network, and what
/// MeshNetworks name.
public final class GatewayDiscovery {
  private static final String NETWORK = "topology.istio.io/network";
  private static final String PORT = "networking.istio.io/gatewayPort";
  private static final String NODES = "traffic.istio.io/nodeSelector";
  private static final int USUAL_PORT = 15443;

  private final Optional<MeshNetworks> written;
  private final String domain;
  private final List<NetworkGateway> found = new ArrayList<>();

  private GatewayDiscovery(Optional<MeshNetworks> written, String domain) {
    this.written = written;
    this.domain = domain;
  }

  /// @param clusters what each cluster says
  /// @param written MeshNetworks, where the config cluster has them
  /// @param domain DNS domain of the clusters
  public static NetworkGateways of(
      Map<String, ? extends Catalog> clusters, Optional<MeshNetworks> written, String domain) {
    GatewayDiscovery discovery = new GatewayDiscovery(written, domain);
    written.ifPresent(discovery::named);
    clusters.forEach(discovery::cluster);
    return discovery.found.isEmpty() ? NetworkGateways.NONE : new NetworkGateways(discovery.found);
  }

  private void named(MeshNetworks networks) {
    networks
        .networks()
        .forEach((name, network) -> {
          for (IstioNetworkGateway gateway : network.gateways()) {
            if (gateway.gw().orElse(null) instanceof GatewayAddress.Address address) {
              found.add(new NetworkGateway(name, "", address.value(), gateway.port()));
            }
          }
        });
  }

  private void cluster(String cluster, Catalog catalog) {
    for (Resource<Service> service : catalog.all(Service.class)) {
      String label = service.meta().labels().value(NETWORK);
      if (!label.isEmpty()) {
        add(cluster, label, port(service), service, catalog);
      } else {
        written.ifPresent(networks -> byService(networks, cluster, service, catalog));
      }
    }
  }

  /// A gateway that MeshNetworks name by its service, for the network that has the cluster.
  private void byService(
      MeshNetworks networks, String cluster, Resource<Service> service, Catalog catalog) {
    String host = service.meta().name() + "." + service.meta().namespace() + ".svc." + domain;
    networks
        .networks()
        .forEach((name, network) -> {
          if (network.endpoints().contains(new NetworkEndpoints.FromRegistry(cluster))) {
            for (IstioNetworkGateway gateway : network.gateways()) {
              if (gateway.gw().orElse(null) instanceof GatewayAddress.RegistryServiceName registry
                  && registry.value().equals(host)) {
                add(cluster, name, gateway.port(), service, catalog);
              }
            }
          }
        });
  }

  private void add(
      String cluster, String network, int port, Resource<Service> service, Catalog catalog) {
    Optional<ServicePort> served =
        service.spec().spec().ports().stream()
            .filter(candidate -> candidate.port() == port)
            .findFirst();
    if (served.isEmpty()) {
      return;
    }
    for (String address : addresses(service)) {
      found.add(new NetworkGateway(network, cluster, address, port));
    }
    int nodePort = served.get().nodePort();
    String selector = service.meta().annotation(NODES);
    if (nodePort > 0 && !selector.isEmpty()) {
      for (String address : machines(catalog, selector)) {
        found.add(new NetworkGateway(network, cluster, address, nodePort));
      }
    }
  }

  /// The label's port, where it is one.
  private static int port(Resource<Service> service) {
    String label = service.meta().labels().value(PORT);
    boolean number =
        !label.isEmpty() && label.length() < 6 && label.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Integer.parseInt(label) : USUAL_PORT;
  }

  private static List<String> addresses(Resource<Service> service) {
    List<String> addresses = new ArrayList<>();
    if (service.spec().spec().type().equals("LoadBalancer")) {
      service
          .spec()
          .status()
          .flatMap(Service.LoadBalancer::loadBalancer)
          .map(Service.Ingress::ingress)
          .orElse(List.of())
          .forEach(point -> addresses.add(point.ip().isEmpty() ? point.hostname() : point.ip()));
    }
    addresses.addAll(service.spec().spec().externalIPs());
    addresses.removeIf(String::isEmpty);
    return addresses;
  }

  /// Where machines are reached from outside: those with the labels that the annotation names, as
  /// JSON (`{"key":"value"}`).
  private static List<String> machines(Catalog catalog, String selector) {
    List<String> addresses = new ArrayList<>();
    for (Resource<Node> machine : catalog.all(Node.class)) {
      boolean chosen =
          NodeSelector.parse(selector).entrySet().stream()
              .allMatch(wanted ->
                  machine.meta().labels().value(wanted.getKey()).equals(wanted.getValue()));
      if (chosen) {
        machine.spec().status().map(Node.Status::addresses).orElse(List.of()).stream()
            .filter(address -> address.type().equals("ExternalIP"))
            .map(Node.NodeAddress::address)
            .forEach(addresses::add);
      }
    }
    return addresses;
  }
}
