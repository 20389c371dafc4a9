package dev.weft.compiler.gateway;

import dev.weft.compiler.cluster.Clusters;
import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.ClusterPlan;
import dev.weft.compiler.plan.EndpointsPlan;
import dev.weft.world.View;
import dev.weft.world.registry.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What an east-west gateway relays (Istio, "AUTO_PASSTHROUGH"): each service port and subset under
/// the server name that clients in other networks ask for, with the bytes left as they are, so that
/// mutual TLS runs from sidecar to sidecar and the gateway needs no key.
final class Relays {
  private static final List<String> IN_MESH =
      List.of("istio", "istio-peer-exchange", "istio-http/1.0", "istio-http/1.1", "istio-h2");

  private final View view;
  private final Map<String, ClusterPlan> clusters = new LinkedHashMap<>();
  private final Map<String, EndpointsPlan> endpoints = new LinkedHashMap<>();

  Relays(View view) {
    this.view = view;
  }

  /// @param names server names that the listener's chains have taken already; grows
  List<ChainPlan> chains(MergedServer server, Set<String> names) {
    List<ChainPlan> chains = new ArrayList<>();
    Clusters.Outbound relayed = Clusters.relayed(view, service -> serves(server.hosts(), service));
    for (ClusterPlan cluster : relayed.clusters()) {
      clusters.putIfAbsent(cluster.name(), cluster);
      if (names.add(cluster.name())) {
        chains.add(chain(cluster, server));
      }
    }
    relayed.endpoints().forEach(each -> endpoints.putIfAbsent(each.cluster(), each));
    return chains;
  }

  private static boolean serves(ServedHosts hosts, Service service) {
    return hosts.entries().stream()
        .filter(
            entry -> entry.namespace().equals("*") || entry.namespace().equals(service.namespace()))
        .anyMatch(entry -> entry.host().covers(service.host()));
  }

  private static ChainPlan chain(ClusterPlan cluster, MergedServer server) {
    return new ChainPlan(
        cluster.name(),
        new ChainPlan.Match(
            OptionalInt.empty(), List.of(), List.of(cluster.name()), "tls", IN_MESH),
        Optional.empty(),
        new ChainPlan.Tcp(
            cluster.name(),
            List.of(new ChainPlan.WeightedCluster(cluster.name(), 1)),
            Duration.ZERO,
            false),
        Optional.of(server.rule()));
  }

  /// The clusters of all chains so far.
  Clusters.Outbound outbound() {
    return new Clusters.Outbound(
        new ArrayList<>(clusters.values()), new ArrayList<>(endpoints.values()));
  }
}
