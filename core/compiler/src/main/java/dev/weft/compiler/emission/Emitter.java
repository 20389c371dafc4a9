package dev.weft.compiler.emission;

import dev.weft.compiler.plan.AccessLogPlan;
import dev.weft.compiler.plan.ClusterPlan;
import dev.weft.compiler.plan.EndpointsPlan;
import dev.weft.compiler.plan.ListenerPlan;
import dev.weft.compiler.plan.Plan;
import dev.weft.compiler.plan.RouteTablePlan;
import dev.weft.compiler.plan.SecretPlan;
import dev.weft.world.Same;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import dev.weft.xds.XdsResource;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Spells plans as xDS resources. Equal parts of plans become one and the same resource, so that
/// nodes with the same view share it, and a change costs what changed.
///
/// An emitter may be used by many threads. It remembers what it spelled lately, and only that: the
/// result never depends on what came before.
public final class Emitter {
  private final Recent<XdsResource> resources = new Recent<>();
  private final Recent<VirtualHost> hosts = new Recent<>();

  private record WeightedCluster(ClusterPlan plan, boolean weighted) {}

  private record LoggedListener(ListenerPlan plan, Optional<AccessLogPlan> log) {}

  /// Spells every part of a plan.
  public Resources emit(Plan plan) {
    return emit(plan, Resources.EMPTY);
  }

  /// Spells every part of a plan, beside what was spelled of other parts already.
  public Resources emit(Plan plan, Resources spelled) {
    Resources.Builder collected = spelled.toBuilder();
    Set<String> weighted = new HashSet<>();
    for (EndpointsPlan part : plan.endpoints()) {
      if (part.groups().stream().anyMatch(group -> group.weight() > 0)) {
        weighted.add(part.cluster());
      }
      collected.add(
          known(
              part,
              () ->
                  XdsResource.of(
                      ResourceType.ENDPOINT, EndpointSpelling.of(part.cluster(), part.groups()))));
    }
    for (ClusterPlan part : plan.clusters()) {
      boolean own =
          part.discovery() instanceof ClusterPlan.Resolved resolved
              && resolved.groups().stream().anyMatch(group -> group.weight() > 0);
      WeightedCluster key = new WeightedCluster(part, own || weighted.contains(part.name()));
      collected.add(
          known(
              key,
              () ->
                  XdsResource.of(ResourceType.CLUSTER, ClusterSpelling.of(part, key.weighted()))));
    }
    for (ListenerPlan part : plan.listeners()) {
      collected.add(
          known(
              new LoggedListener(part, plan.accessLog()),
              () ->
                  XdsResource.of(
                      ResourceType.LISTENER, ListenerSpelling.of(part, plan.accessLog()))));
    }
    for (RouteTablePlan part : plan.routes()) {
      collected.add(table(part));
    }
    for (SecretPlan part : plan.secrets()) {
      collected.add(
          known(part, () -> XdsResource.of(ResourceType.SECRET, TlsSpelling.secret(part))));
    }
    return collected.build();
  }

  /// A virtual host as far as it is shared with the plans before: its routes as objects.
  private record HostKey(String name, List<String> domains, List<Same> routes, boolean redirect) {}

  private record TableKey(String name, boolean ignorePort, List<Same> hosts) {}

  /// Tables of many hosts change a host at a time: hosts are remembered one by one, and a table is
  /// known by them.
  private XdsResource table(RouteTablePlan part) {
    List<Same> spelled = new ArrayList<>(part.virtualHosts().size());
    Map<RouteTablePlan.VirtualHost, VirtualHost> byPlan = new IdentityHashMap<>();
    for (RouteTablePlan.VirtualHost host : part.virtualHosts()) {
      VirtualHost message = virtualHost(host);
      spelled.add(new Same(message));
      byPlan.put(host, message);
    }
    return known(
        new TableKey(part.name(), part.ignorePort(), spelled),
        () ->
            XdsResource.of(
                ResourceType.ROUTE,
                RouteSpelling.of(
                    part, host -> java.util.Objects.requireNonNull(byPlan.get(host)))));
  }

  private VirtualHost virtualHost(RouteTablePlan.VirtualHost part) {
    HostKey key =
        new HostKey(
            part.name(),
            part.domains(),
            part.routes().stream().map(Same::new).toList(),
            part.redirectToHttps());
    return hosts.known(key, () -> hosts.known(part, () -> RouteSpelling.virtualHost(part)));
  }

  private XdsResource known(Object part, Supplier<XdsResource> spelling) {
    return resources.known(part, spelling);
  }
}
