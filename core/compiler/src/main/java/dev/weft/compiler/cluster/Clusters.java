package dev.weft.compiler.cluster;

import dev.weft.api.destinationrule.ClientTlsSettings;
import dev.weft.api.destinationrule.ConnectionPoolSettings;
import dev.weft.api.destinationrule.HttpSettings;
import dev.weft.api.destinationrule.TcpSettings;
import dev.weft.compiler.plan.ClusterPlan;
import dev.weft.compiler.plan.EndpointsPlan;
import dev.weft.compiler.plan.LimitsPlan;
import dev.weft.model.Labels;
import dev.weft.model.Protocol;
import dev.weft.model.Rule;
import dev.weft.world.View;
import dev.weft.world.registry.Endpoint;
import dev.weft.world.registry.Resolution;
import dev.weft.world.registry.Service;
import dev.weft.world.registry.ServicePort;
import dev.weft.world.rules.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Plans the outbound clusters of a node, with their endpoints: one a service port, and one more
/// for each subset.
public final class Clusters {
  private final View view;
  private final UpstreamSecurity security;
  private final EndpointGroups groups;
  private final List<ClusterPlan> clusters = new ArrayList<>();
  private final List<EndpointsPlan> endpoints = new ArrayList<>();

  /// Clusters, and the endpoints of those whose endpoints are sent on their own.
  public record Outbound(List<ClusterPlan> clusters, List<EndpointsPlan> endpoints) {
    public Outbound {
      clusters = List.copyOf(clusters);
      endpoints = List.copyOf(endpoints);
    }
  }

  private Clusters(View view) {
    this.view = view;
    this.security = new UpstreamSecurity(view);
    this.groups = new EndpointGroups(view);
  }

  /// Every cluster for the services that the node may see.
  public static Outbound outbound(View view) {
    Clusters plan = new Clusters(view);
    for (Service service : view.services()) {
      boolean served =
          service.resolution() != Resolution.ALIAS
              && !(service.resolution() == Resolution.DYNAMIC_DNS && service.host().isWildcard());
      if (served) {
        Optional<Traffic> traffic = view.traffic(service.host());
        for (ServicePort port : service.ports()) {
          if (port.protocol() != Protocol.UDP) {
            plan.each(service, port, traffic, plan::add);
          }
        }
      }
    }
    return new Outbound(plan.clusters, plan.endpoints);
  }

  /// A cluster for each port and subset of these services whose connections are relayed as they
  /// are, under the server name that clients of other networks ask for. Only meshed endpoints serve
  /// them.
  public static Outbound relayed(View view, Predicate<Service> wanted) {
    Clusters plan = new Clusters(view);
    for (Service service : view.services()) {
      boolean served =
          !service.isExternal()
              && service.resolution() != Resolution.ALIAS
              && !service.host().isWildcard()
              && wanted.test(service);
      if (served) {
        Optional<Traffic> traffic = view.traffic(service.host());
        for (ServicePort port : service.ports()) {
          if (port.protocol() != Protocol.UDP) {
            plan.each(service, port, traffic, plan::relay);
          }
        }
      }
    }
    return new Outbound(plan.clusters, plan.endpoints);
  }

  private void relay(Part part, Policy policy, List<Endpoint> all) {
    String name = ClusterName.sni(part.port().number(), part.subset(), part.service().host());
    endpoints.add(new EndpointsPlan(name, groups.meshed(all, wish(part, policy))));
    clusters.add(
        new ClusterPlan(
            name,
            new ClusterPlan.Sent(),
            connectTimeout(policy),
            ClusterPlan.UpstreamProtocol.HTTP1,
            Tuning.balancing(policy),
            Tuning.limits(policy),
            Tuning.outlier(policy),
            new ClusterPlan.Plain(),
            List.of(name(part.service())),
            part.rule()));
  }

  /// Plans one cluster.
  private interface Planning {
    void plan(Part part, Policy policy, List<Endpoint> all);
  }

  /// The port as a whole, then each subset of it.
  private void each(
      Service service, ServicePort port, Optional<Traffic> traffic, Planning planning) {
    Policy policy = Policy.of(traffic.flatMap(Traffic::policy), port.number(), view.mesh());
    List<Endpoint> all = view.endpoints(service, port.number());
    Optional<Rule> rule = traffic.map(found -> new Rule(found.resource(), ""));
    boolean selector = traffic.flatMap(Traffic::selector).isPresent();
    planning.plan(new Part(service, port, "", Labels.NONE, selector, rule), policy, all);
    if (traffic.isPresent()) {
      for (Traffic.Part part : traffic.get().subsets()) {
        planning.plan(
            new Part(
                service,
                port,
                part.subset().name(),
                Labels.of(part.subset().labels()),
                selector,
                Optional.of(new Rule(part.resource(), part.path()))),
            policy.with(part.subset().trafficPolicy(), port.number()),
            all);
      }
    }
  }

  /// One cluster to be: a service port, perhaps a subset of it.
  private record Part(
      Service service,
      ServicePort port,
      String subset,
      Labels labels,
      boolean selector,
      Optional<Rule> rule) {
    String name() {
      return ClusterName.outbound(port.number(), subset, service.host());
    }
  }

  private void add(Part part, Policy policy, List<Endpoint> all) {
    boolean original = original(part.service(), policy, all);
    ClusterPlan.Discovery discovery;
    if (original) {
      discovery = new ClusterPlan.OriginalDestination(List.of());
    } else {
      List<EndpointsPlan.Group> places = groups.of(all, wish(part, policy));
      Resolution resolution = part.service().resolution();
      boolean resolved =
          resolution == Resolution.DNS
              || resolution == Resolution.DNS_ROUND_ROBIN
              || resolution == Resolution.DYNAMIC_DNS;
      if (resolved) {
        if (places.isEmpty()) {
          return;
        }
        discovery =
            new ClusterPlan.Resolved(
                places,
                resolution != Resolution.DNS_ROUND_ROBIN,
                view.mesh().upstream().dnsRefresh(),
                lookup());
      } else {
        discovery = new ClusterPlan.Sent();
        endpoints.add(new EndpointsPlan(part.name(), places));
      }
    }
    ClusterPlan.UpstreamProtocol protocol = protocol(part.port(), policy);
    clusters.add(
        new ClusterPlan(
            part.name(),
            discovery,
            connectTimeout(policy),
            protocol,
            Tuning.balancing(policy),
            Tuning.limits(policy),
            Tuning.outlier(policy),
            security.decide(
                policy,
                new UpstreamSecurity.Target(
                    part.service(),
                    ClusterName.sni(part.port().number(), part.subset(), part.service().host()),
                    protocol == ClusterPlan.UpstreamProtocol.HTTP2,
                    part.selector(),
                    original)),
            List.of(name(part.service())),
            part.rule()));
  }

  private EndpointGroups.Wish wish(Part part, Policy policy) {
    boolean meshTls =
        policy
            .tls()
            .map(tls -> tls.mode() == ClientTlsSettings.Mode.ISTIO_MUTUAL)
            .orElse(!part.service().isExternal() && view.mesh().upstream().autoMutualTls());
    return new EndpointGroups.Wish(
        part.labels(), Preference.of(policy, part.service(), view.mesh()), meshTls);
  }

  /// Whether connections keep their destination. Gateways, and proxies that nothing redirects to,
  /// have none to keep and use the known endpoints.
  private boolean original(Service service, Policy policy, List<Endpoint> all) {
    if (Tuning.passthrough(policy)) {
      return true;
    }
    boolean knows = view.node().bindsItself() && !all.isEmpty();
    return service.resolution() == Resolution.PASSTHROUGH && view.node().isSidecar() && !knows;
  }

  private java.time.Duration connectTimeout(Policy policy) {
    return policy
        .connectionPool()
        .flatMap(ConnectionPoolSettings::tcp)
        .flatMap(TcpSettings::connectTimeout)
        .orElse(view.mesh().upstream().connectTimeout());
  }

  private ClusterPlan.UpstreamProtocol protocol(ServicePort port, Policy policy) {
    Optional<HttpSettings> http = policy.connectionPool().flatMap(ConnectionPoolSettings::http);
    if (http.map(HttpSettings::useClientProtocol).orElse(false)) {
      return ClusterPlan.UpstreamProtocol.AS_CLIENT;
    }
    boolean upgrade =
        switch (http.map(HttpSettings::h2UpgradePolicy)
            .orElse(HttpSettings.H2UpgradePolicy.DEFAULT)) {
          case UPGRADE -> true;
          case DO_NOT_UPGRADE -> false;
          case DEFAULT -> view.mesh().upstream().upgradeToHttp2() && port.protocol().isHttp();
        };
    if (upgrade || port.protocol().isHttp2()) {
      return ClusterPlan.UpstreamProtocol.HTTP2;
    }
    return port.protocol() == Protocol.UNSPECIFIED && view.node().isSidecar()
        ? ClusterPlan.UpstreamProtocol.AS_CLIENT
        : ClusterPlan.UpstreamProtocol.HTTP1;
  }

  private ClusterPlan.Lookup lookup() {
    if (view.node().everywhere().size() > 1) {
      return ClusterPlan.Lookup.BOTH;
    }
    return view.node().hasFamilyOf("::") ? ClusterPlan.Lookup.IPV6 : ClusterPlan.Lookup.IPV4;
  }

  /// The names that metrics show for a service.
  public static ClusterPlan.ServiceName name(Service service) {
    return new ClusterPlan.ServiceName(service.host().name(), service.name(), service.namespace());
  }

  /// A cluster that has no endpoints and refuses everything.
  public static ClusterPlan blackHole(View view) {
    return plain(view, ClusterName.BLACK_HOLE, new ClusterPlan.Fixed(List.of()));
  }

  /// A cluster that connects to where the connection was going.
  public static ClusterPlan passthrough(View view, String name, List<String> sources) {
    return plain(view, name, new ClusterPlan.OriginalDestination(sources));
  }

  private static ClusterPlan plain(View view, String name, ClusterPlan.Discovery discovery) {
    return new ClusterPlan(
        name,
        discovery,
        view.mesh().upstream().connectTimeout(),
        discovery instanceof ClusterPlan.OriginalDestination
            ? ClusterPlan.UpstreamProtocol.AS_CLIENT
            : ClusterPlan.UpstreamProtocol.HTTP1,
        new ClusterPlan.LeastRequest(),
        LimitsPlan.NONE,
        Optional.empty(),
        new ClusterPlan.Plain(),
        List.of(),
        Optional.empty());
  }
}
