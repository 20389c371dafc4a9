package dev.weft.compiler.inbound;

import dev.weft.compiler.authorization.Authorization;
import dev.weft.compiler.cluster.ClusterName;
import dev.weft.compiler.plan.AuthorizationPlan;
import dev.weft.compiler.plan.CertificateSource;
import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.RouteTablePlan;
import dev.weft.compiler.plan.ServerTlsPlan;
import dev.weft.compiler.route.Routes;
import dev.weft.compiler.trust.Believed;
import dev.weft.model.Protocol;
import dev.weft.model.Rule;
import dev.weft.world.Node;
import dev.weft.world.View;
import dev.weft.world.rules.MutualTls;
import dev.weft.world.rules.PeerAuthentications;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// The chains of inbound ports.
final class InboundChains {
  private static final Duration IDLE = Duration.ofHours(1);
  private static final List<String> HTTP_ALPN = List.of("h2", "http/1.1");
  private static final List<String> TCP_ALPN = List.of("istio-peer-exchange", "h2", "http/1.1");

  private final View view;
  private final Node node;
  private final AuthorizationPlan access;

  InboundChains(View view) {
    this.view = view;
    this.node = view.node();
    this.access = Authorization.of(view);
  }

  /// The chains of one served port. On a socket of its own the port need not be matched.
  List<ChainPlan> of(InboundPort port, String bind) {
    PeerAuthentications.Decided decided =
        view.configuration()
            .peerAuthentications()
            .decide(node.namespace(), node.labels(), port.number());
    String name = bind + "_" + port.number();
    Chain chain =
        new Chain(
            name,
            "inbound_" + name,
            port.bound() ? OptionalInt.empty() : OptionalInt.of(port.number()),
            ClusterName.inbound(port.number()),
            port.servicePort(),
            port.host() + ":" + port.servicePort() + "/*",
            decided.rule().or(port::rule));
    return chains(chain, decided.mode(), port.protocol());
  }

  /// The chains for ports that no service names: refused on the listener's own port, which would
  /// lead back to it, and else passed to the application.
  ///
  /// @param served the ports that have chains of their own, whatever policies say of them
  List<ChainPlan> passthrough(int inbound, Set<Integer> served) {
    List<ChainPlan> chains = new ArrayList<>();
    chains.add(
        new ChainPlan(
            "virtualInbound-blackhole",
            new ChainPlan.Match(OptionalInt.of(inbound), List.of(), List.of(), "", List.of()),
            Optional.empty(),
            tcp(ClusterName.BLACK_HOLE, ClusterName.BLACK_HOLE),
            Optional.empty()));
    for (Map.Entry<Integer, MutualTls> mode : Inbound.modes(view).entrySet()) {
      if (served.contains(mode.getKey())) {
        continue;
      }
      Chain chain =
          new Chain(
              "virtualInbound",
              ClusterName.INBOUND_PASSTHROUGH,
              Inbound.destination(mode.getKey()),
              ClusterName.INBOUND_PASSTHROUGH,
              0,
              ":0/*",
              view.configuration()
                  .peerAuthentications()
                  .decide(node.namespace(), node.labels(), mode.getKey())
                  .rule());
      chains.addAll(chains(chain, mode.getValue(), Protocol.UNSPECIFIED));
    }
    return chains;
  }

  /// What the chains of one port have in common.
  private record Chain(
      String name,
      String statPrefix,
      OptionalInt port,
      String cluster,
      int servicePort,
      String operation,
      Optional<Rule> rule) {
    String name(boolean http) {
      return name.equals("virtualInbound") && http ? "virtualInbound-catchall-http" : name;
    }
  }

  private List<ChainPlan> chains(Chain chain, MutualTls mode, Protocol protocol) {
    List<ChainPlan> plans = new ArrayList<>();
    for (ChainSet part : ChainSet.of(mode, protocol)) {
      plans.add(
          new ChainPlan(
              chain.name(part.http()),
              new ChainPlan.Match(
                  chain.port(), List.of(), List.of(), part.transport(), part.protocols()),
              part.mutualTls()
                  ? Optional.of(tls(part.http() ? HTTP_ALPN : TCP_ALPN))
                  : Optional.empty(),
              part.http() ? http(chain) : tcp(chain.statPrefix(), chain.cluster()),
              chain.rule(),
              access));
    }
    return plans;
  }

  private static ChainPlan.Terminal http(Chain chain) {
    RouteTablePlan.VirtualHost host =
        new RouteTablePlan.VirtualHost(
            "inbound|http|" + chain.servicePort(),
            List.of("*"),
            List.of(Routes.inbound(chain.cluster(), chain.operation())),
            false);
    return new ChainPlan.Http(
        chain.statPrefix(),
        new ChainPlan.Inline(new RouteTablePlan(chain.cluster(), List.of(host), false)),
        ChainPlan.ForwardClientCertificate.APPEND_FORWARD,
        "istio-envoy",
        true,
        false);
  }

  private static ChainPlan.Tcp tcp(String statPrefix, String cluster) {
    return new ChainPlan.Tcp(
        statPrefix, List.of(new ChainPlan.WeightedCluster(cluster, 1)), IDLE, false);
  }

  /// Mutual TLS with the workload's certificate, for clients of the trust domains that are
  /// believed.
  private ServerTlsPlan tls(List<String> alpn) {
    return new ServerTlsPlan(
        new CertificateSource.Workload(),
        Believed.authorities(view),
        ServerTlsPlan.ClientCertificate.REQUIRED,
        Believed.callers(view),
        alpn,
        "",
        "",
        List.of());
  }
}
