package dev.weft.compiler.emission;

import dev.weft.compiler.plan.AccessLogPlan;
import dev.weft.compiler.plan.CertificateSource;
import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.ClientTlsPlan;
import dev.weft.compiler.plan.ClusterPlan;
import dev.weft.compiler.plan.CorsPlan;
import dev.weft.compiler.plan.EndpointsPlan;
import dev.weft.compiler.plan.FaultPlan;
import dev.weft.compiler.plan.HeaderEdits;
import dev.weft.compiler.plan.LimitsPlan;
import dev.weft.compiler.plan.ListenerPlan;
import dev.weft.compiler.plan.OutlierPlan;
import dev.weft.compiler.plan.Plan;
import dev.weft.compiler.plan.RetryPlan;
import dev.weft.compiler.plan.RoutePlan;
import dev.weft.compiler.plan.RouteTablePlan;
import dev.weft.compiler.plan.ServerTlsPlan;
import dev.weft.model.Address;
import dev.weft.model.Locality;
import dev.weft.model.ResourceKey;
import dev.weft.model.Rule;
import dev.weft.model.StringMatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// A plan in which every kind of part occurs.
final class Plans {
  static final Rule RULE =
      new Rule(new ResourceKey("VirtualService", "default", "reviews"), "spec.http[0]");
  static final Rule POLICY =
      new Rule(new ResourceKey("DestinationRule", "default", "reviews"), "spec");
  private static final CertificateSource WORKLOAD = new CertificateSource.Workload();
  private static final Duration SECOND = Duration.ofSeconds(1);

  private Plans() {}

  static Plan everything() {
    return new Plan(clusters(), endpoints(), listeners(), routes(), List.of(), Optional.of(log()));
  }

  static AccessLogPlan log() {
    return new AccessLogPlan("/dev/stdout", AccessLogPlan.Encoding.TEXT, "");
  }

  static ClientTlsPlan mutual() {
    return new ClientTlsPlan(
        WORKLOAD,
        WORKLOAD,
        List.of(new StringMatch.Exact("spiffe://cluster.local/ns/default/sa/reviews")),
        "outbound_.9080_.v1_.reviews.default.svc.cluster.local",
        false,
        List.of("istio-h2", "istio-http/1.1"));
  }

  static List<ClusterPlan> clusters() {
    ClientTlsPlan simple =
        new ClientTlsPlan(
            new CertificateSource.None(),
            new CertificateSource.System(),
            List.of(),
            "",
            true,
            List.of("h2", "http/1.1"));
    ClientTlsPlan named =
        new ClientTlsPlan(
            new CertificateSource.Credential("kubernetes://client"),
            new CertificateSource.Credential("kubernetes://client-cacert"),
            List.of(new StringMatch.Exact("api.example.com")),
            "api.example.com",
            false,
            List.of());
    return List.of(
        cluster(
            "outbound|9080|v1|reviews.default.svc.cluster.local",
            new ClusterPlan.Sent(),
            new ClusterPlan.LeastRequest(),
            new ClusterPlan.WhereMeshed(mutual())),
        cluster(
            "outbound|9080|v2|reviews.default.svc.cluster.local",
            new ClusterPlan.Sent(),
            new ClusterPlan.RingHash(1024),
            new ClusterPlan.Always(mutual())),
        cluster(
            "outbound|443||api.example.com",
            new ClusterPlan.Resolved(
                List.of(group(Address.ip("api.example.com", 443), 0)),
                true,
                SECOND,
                ClusterPlan.Lookup.IPV4),
            new ClusterPlan.Maglev(65537),
            new ClusterPlan.Always(simple)),
        cluster(
            "outbound|8443||api.example.com",
            new ClusterPlan.Resolved(
                List.of(group(Address.ip("api.example.com", 443), 0)),
                false,
                SECOND,
                ClusterPlan.Lookup.IPV4),
            new ClusterPlan.RoundRobin(),
            new ClusterPlan.Always(named)),
        cluster(
            "inbound|9080||",
            new ClusterPlan.Fixed(List.of(group(Address.ip("127.0.0.1", 9080), 0))),
            new ClusterPlan.Random(),
            new ClusterPlan.Plain()),
        cluster(
            "PassthroughCluster",
            new ClusterPlan.OriginalDestination(List.of("127.0.0.6")),
            new ClusterPlan.LeastRequest(),
            new ClusterPlan.Plain()),
        cluster(
            "BlackHoleCluster",
            new ClusterPlan.Fixed(List.of()),
            new ClusterPlan.RoundRobin(),
            new ClusterPlan.Plain()));
  }

  static ClusterPlan cluster(
      String name,
      ClusterPlan.Discovery discovery,
      ClusterPlan.LoadBalancing balancing,
      ClusterPlan.UpstreamTls tls) {
    LimitsPlan limits =
        new LimitsPlan(
            OptionalInt.of(10),
            OptionalInt.of(11),
            OptionalInt.of(12),
            OptionalInt.of(13),
            OptionalInt.of(14),
            OptionalInt.of(15),
            Optional.of(SECOND),
            Optional.of(SECOND),
            Optional.of(new LimitsPlan.Keepalive(3, SECOND, SECOND)),
            Optional.of(new LimitsPlan.RetryBudget(20, 3)));
    OutlierPlan outlier =
        new OutlierPlan(
            OptionalInt.of(5),
            OptionalInt.empty(),
            OptionalInt.of(4),
            true,
            SECOND,
            SECOND,
            10,
            20);
    boolean first = name.contains("v1");
    return new ClusterPlan(
        name,
        discovery,
        SECOND,
        first ? ClusterPlan.UpstreamProtocol.HTTP2 : ClusterPlan.UpstreamProtocol.HTTP1,
        balancing,
        first ? limits : LimitsPlan.NONE,
        first ? Optional.of(outlier) : Optional.empty(),
        tls,
        List.of(
            new ClusterPlan.ServiceName("reviews.default.svc.cluster.local", "reviews", "default")),
        first ? Optional.of(POLICY) : Optional.empty());
  }

  static EndpointsPlan.Group group(Address address, int weight) {
    return new EndpointsPlan.Group(
        Locality.parse("eu/west/a"),
        0,
        weight,
        List.of(
            new EndpointsPlan.Endpoint(
                address,
                1,
                EndpointsPlan.Health.HEALTHY,
                EndpointsPlan.TlsMode.ISTIO,
                "reviews-v1;default;reviews;v1;Kubernetes")));
  }

  static List<EndpointsPlan> endpoints() {
    return List.of(
        new EndpointsPlan(
            "outbound|9080|v1|reviews.default.svc.cluster.local",
            List.of(group(Address.ip("127.66.1.1", 9080), 3))),
        new EndpointsPlan(
            "outbound|9080|v2|reviews.default.svc.cluster.local",
            List.of(group(Address.ip("127.66.2.1", 9080), 0))));
  }

  static List<RouteTablePlan> routes() {
    String v1 = "outbound|9080|v1|reviews.default.svc.cluster.local";
    String v2 = "outbound|9080|v2|reviews.default.svc.cluster.local";
    HeaderEdits edits =
        new HeaderEdits(Map.of("x-set", "1"), Map.of("x-add", "2"), List.of("x-gone"));
    RoutePlan.Match match =
        new RoutePlan.Match(
            new RoutePlan.PathPrefix("/reviews"),
            true,
            List.of(
                new RoutePlan.NamedMatch(
                    ":method", new StringMatch.Exact("GET"), RoutePlan.Sense.MUST, false),
                new RoutePlan.NamedMatch(
                    "end-user", new StringMatch.Regex("j.*"), RoutePlan.Sense.MUST_NOT, true),
                new RoutePlan.NamedMatch(
                    "x-there", new StringMatch.Present(), RoutePlan.Sense.MUST, false)),
            List.of(
                new RoutePlan.NamedMatch(
                    "q", new StringMatch.Prefix("a"), RoutePlan.Sense.MUST, false)));
    RetryPlan retry =
        new RetryPlan(
            2,
            Optional.of(SECOND),
            List.of("connect-failure", "refused-stream"),
            List.of(503),
            Optional.of(Duration.ofMillis(25)),
            true,
            true);
    RoutePlan weighted =
        new RoutePlan(
            "canary",
            match,
            new RoutePlan.Forward(
                List.of(
                    new RoutePlan.Destination(v1, 90, edits, edits, ""),
                    new RoutePlan.Destination(
                        v2, 10, HeaderEdits.NONE, HeaderEdits.NONE, "v2.local")),
                new RoutePlan.ReplacePrefix("/v1/reviews"),
                "",
                SECOND,
                Optional.of(retry),
                List.of(new RoutePlan.Mirror(v2, 12.5)),
                List.of(
                    new RoutePlan.HashHeader("x-user"),
                    new RoutePlan.HashCookie("session", "/", Optional.of(Duration.ZERO)),
                    new RoutePlan.HashSource(),
                    new RoutePlan.HashQuery("user"))),
            edits,
            edits,
            Optional.of(
                new FaultPlan(
                    Optional.of(new FaultPlan.Delay(SECOND, 0.1)),
                    Optional.of(new FaultPlan.Abort(FaultPlan.Kind.HTTP, 555, 50)))),
            Optional.of(
                new CorsPlan(
                    List.of(new StringMatch.Exact("https://a.example")),
                    List.of("GET", "PUT"),
                    List.of("x-a"),
                    List.of("x-b"),
                    Optional.of(SECOND),
                    Optional.of(true),
                    true)),
            "reviews.default.svc.cluster.local:9080/*",
            Optional.of(RULE));
    RoutePlan.Forward plain =
        new RoutePlan.Forward(
            List.of(new RoutePlan.Destination(v1, 1, edits, edits, "")),
            new RoutePlan.ReplaceRegex("^/old/(.*)$", "/new/\\1"),
            "other.example",
            Duration.ZERO,
            Optional.empty(),
            List.of(),
            List.of());
    return List.of(
        new RouteTablePlan(
            "9080",
            List.of(
                new RouteTablePlan.VirtualHost(
                    "reviews.default.svc.cluster.local:9080",
                    List.of("reviews.default.svc.cluster.local", "reviews"),
                    List.of(
                        weighted,
                        route(new RoutePlan.PathElements("/api/"), plain),
                        route(
                            new RoutePlan.PathExact("/moved"),
                            new RoutePlan.Redirect(
                                308,
                                "https",
                                "b.example",
                                OptionalInt.of(8443),
                                new RoutePlan.WholePath("/there"))),
                        route(
                            new RoutePlan.PathPrefix("/pre"),
                            new RoutePlan.Redirect(
                                302,
                                "",
                                "",
                                OptionalInt.empty(),
                                new RoutePlan.PrefixOfPath("/p"))),
                        route(
                            new RoutePlan.PathRegex("/r/[0-9]+"),
                            new RoutePlan.Respond(418, "short and stout"))),
                    false),
                new RouteTablePlan.VirtualHost(
                    "secure:80", List.of("secure.example"), List.of(), true),
                new RouteTablePlan.VirtualHost(
                    "block_all",
                    List.of("*"),
                    List.of(route(new RoutePlan.PathPrefix(""), new RoutePlan.Respond(502, ""))),
                    false)),
            true));
  }

  static RoutePlan route(RoutePlan.PathMatch path, RoutePlan.Action action) {
    return new RoutePlan(
        "default",
        new RoutePlan.Match(path, false, List.of(), List.of()),
        action,
        HeaderEdits.NONE,
        HeaderEdits.NONE,
        Optional.empty(),
        Optional.empty(),
        "",
        Optional.empty());
  }

  static List<ListenerPlan> listeners() {
    ChainPlan.Http outbound =
        new ChainPlan.Http(
            "outbound_0.0.0.0_9080",
            new ChainPlan.Named("9080"),
            ChainPlan.ForwardClientCertificate.SANITIZE,
            "",
            true,
            false);
    ChainPlan.Http inbound =
        new ChainPlan.Http(
            "inbound_0.0.0.0_9080",
            new ChainPlan.Inline(
                new RouteTablePlan(
                    "inbound|9080||",
                    List.of(
                        new RouteTablePlan.VirtualHost(
                            "inbound|http|9080", List.of("*"), List.of(), false)),
                    false)),
            ChainPlan.ForwardClientCertificate.APPEND_FORWARD,
            "istio-envoy",
            true,
            false);
    ChainPlan.Http gateway =
        new ChainPlan.Http(
            "outbound_0.0.0.0_8443",
            new ChainPlan.Named("9080"),
            ChainPlan.ForwardClientCertificate.SANITIZE_SET,
            "istio-envoy",
            true,
            true);
    ChainPlan.Tcp passthrough =
        new ChainPlan.Tcp(
            "PassthroughCluster",
            List.of(new ChainPlan.WeightedCluster("PassthroughCluster", 1)),
            Duration.ZERO,
            false);
    ChainPlan.Tcp split =
        new ChainPlan.Tcp(
            "outbound|9080||reviews",
            List.of(
                new ChainPlan.WeightedCluster(
                    "outbound|9080|v1|reviews.default.svc.cluster.local", 1),
                new ChainPlan.WeightedCluster(
                    "outbound|9080|v2|reviews.default.svc.cluster.local", 2)),
            SECOND,
            true);
    ServerTlsPlan mesh =
        new ServerTlsPlan(
            WORKLOAD,
            WORKLOAD,
            ServerTlsPlan.ClientCertificate.REQUIRED,
            List.of(new StringMatch.Prefix("spiffe://cluster.local/")),
            List.of("h2", "http/1.1"),
            "",
            "",
            List.of());
    ServerTlsPlan site =
        new ServerTlsPlan(
            new CertificateSource.Credential("kubernetes://site"),
            new CertificateSource.Credential("kubernetes://site-cacert"),
            ServerTlsPlan.ClientCertificate.OPTIONAL,
            List.of(),
            List.of("h2", "http/1.1"),
            "TLSv1_2",
            "TLSv1_3",
            List.of("ECDHE-ECDSA-AES256-GCM-SHA384"));
    return List.of(
        new ListenerPlan(
            "virtualOutbound",
            Address.ip("0.0.0.0", 15001),
            ListenerPlan.Binding.DISPATCHING_SOCKET,
            ListenerPlan.Direction.OUTBOUND,
            Set.of(),
            Duration.ZERO,
            List.of(
                new ChainPlan(
                    "virtualOutbound-blackhole",
                    new ChainPlan.Match(OptionalInt.of(15001), List.of(), List.of(), "", List.of()),
                    Optional.empty(),
                    new ChainPlan.Tcp("BlackHoleCluster", List.of(), Duration.ZERO, false),
                    Optional.empty())),
            Optional.of(
                new ChainPlan(
                    "virtualOutbound-catchall-tcp",
                    ChainPlan.Match.ANY,
                    Optional.empty(),
                    passthrough,
                    Optional.empty()))),
        new ListenerPlan(
            "0.0.0.0_9080",
            Address.ip("0.0.0.0", 9080),
            ListenerPlan.Binding.HANDED_OVER,
            ListenerPlan.Direction.OUTBOUND,
            Set.of(ListenerPlan.Inspector.HTTP, ListenerPlan.Inspector.TLS),
            SECOND,
            List.of(
                chain("http", "raw_buffer", List.of("http/1.1", "h2c"), outbound, Optional.empty()),
                new ChainPlan(
                    "tcp",
                    new ChainPlan.Match(
                        OptionalInt.empty(),
                        List.of("10.0.0.0/8", "::1"),
                        List.of(),
                        "",
                        List.of()),
                    Optional.empty(),
                    split,
                    Optional.of(RULE))),
            Optional.empty()),
        new ListenerPlan(
            "virtualInbound",
            Address.ip("0.0.0.0", 15006),
            ListenerPlan.Binding.SOCKET,
            ListenerPlan.Direction.INBOUND,
            Set.of(
                ListenerPlan.Inspector.ORIGINAL_DESTINATION,
                ListenerPlan.Inspector.TLS,
                ListenerPlan.Inspector.HTTP),
            Duration.ZERO,
            List.of(
                chain(
                    "mtls",
                    "tls",
                    List.of("istio-http/1.1", "istio-h2"),
                    inbound,
                    Optional.of(mesh)),
                chain("plain", "raw_buffer", List.of(), inbound, Optional.empty())),
            Optional.empty()),
        new ListenerPlan(
            "0.0.0.0_8443",
            Address.ip("0.0.0.0", 8443),
            ListenerPlan.Binding.SOCKET,
            ListenerPlan.Direction.GATEWAY,
            Set.of(ListenerPlan.Inspector.TLS, ListenerPlan.Inspector.PROXY_PROTOCOL),
            Duration.ZERO,
            List.of(
                new ChainPlan(
                    "site",
                    new ChainPlan.Match(
                        OptionalInt.empty(),
                        List.of(),
                        List.of("a.example", "*.b.example"),
                        "tls",
                        List.of()),
                    Optional.of(site),
                    gateway,
                    Optional.of(RULE))),
            Optional.empty()));
  }

  private static ChainPlan chain(
      String name,
      String transport,
      List<String> protocols,
      ChainPlan.Terminal terminal,
      Optional<ServerTlsPlan> tls) {
    return new ChainPlan(
        name,
        new ChainPlan.Match(OptionalInt.empty(), List.of(), List.of(), transport, protocols),
        tls,
        terminal,
        Optional.empty());
  }
}
