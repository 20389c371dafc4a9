package dev.weft.compiler.plan;

import dev.weft.model.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// One filter chain of a listener: which connections it takes, its TLS, and what becomes of the
/// bytes.
///
/// @param rule the resource that called for this chain, where one did
/// @param access who may use it
public record ChainPlan(
    String name,
    Match match,
    Optional<ServerTlsPlan> tls,
    Terminal terminal,
    Optional<Rule> rule,
    AuthorizationPlan access) {
  /// A chain that everybody may use.
  public ChainPlan(
      String name,
      Match match,
      Optional<ServerTlsPlan> tls,
      Terminal terminal,
      Optional<Rule> rule) {
    this(name, match, tls, terminal, rule, AuthorizationPlan.NONE);
  }

  /// The same chain for those who pass these gates.
  public ChainPlan guarded(AuthorizationPlan gates) {
    return new ChainPlan(name, match, tls, terminal, rule, gates);
  }

  /// Which connections; every empty part matches all (Envoy `FilterChainMatch`).
  ///
  /// @param transport `tls`, `raw_buffer` or empty
  /// @param serverNames exact names or `*.suffix`
  /// @param destinationRanges CIDR blocks of the original destination
  public record Match(
      OptionalInt destinationPort,
      List<String> destinationRanges,
      List<String> serverNames,
      String transport,
      List<String> applicationProtocols) {
    public static final Match ANY =
        new Match(OptionalInt.empty(), List.of(), List.of(), "", List.of());

    public Match {
      destinationRanges = List.copyOf(destinationRanges);
      serverNames = List.copyOf(serverNames);
      applicationProtocols = List.copyOf(applicationProtocols);
    }
  }

  /// What becomes of a connection of the chain.
  public sealed interface Terminal {}

  /// Requests are routed one by one (Envoy `HttpConnectionManager`).
  ///
  /// @param statPrefix such as `outbound_0.0.0.0_9080` or `inbound_127.0.0.1_9080`
  /// @param clientCertificate what is told to the upstream of the client's certificate
  ///   (x-forwarded-client-cert)
  /// @param serverName the `server` header of responses, empty to leave what the upstream said
  /// @param websocket whether `Upgrade: websocket` is honoured
  public record Http(
      String statPrefix,
      RouteSource routes,
      ForwardClientCertificate clientCertificate,
      String serverName,
      boolean websocket,
      boolean useRemoteAddress)
      implements Terminal {}

  /// Bytes are relayed (Envoy `TcpProxy`). No cluster at all closes the connection at once.
  ///
  /// @param idleTimeout zero for none
  /// @param hashBySource whether the client's address picks the endpoint
  public record Tcp(
      String statPrefix, List<WeightedCluster> clusters, Duration idleTimeout, boolean hashBySource)
      implements Terminal {
    public Tcp {
      clusters = List.copyOf(clusters);
    }
  }

  public record WeightedCluster(String cluster, int weight) {}

  /// Where the routes of an HTTP chain come from.
  public sealed interface RouteSource {}

  /// A route table of this name, sent on its own (RDS).
  public record Named(String routeTable) implements RouteSource {}

  /// A route table that is part of the listener, as for inbound traffic.
  public record Inline(RouteTablePlan routeTable) implements RouteSource {}

  /// `forward_client_cert_details` of Envoy's connection manager.
  public enum ForwardClientCertificate {
    SANITIZE,
    /// Istio's inbound chains: APPEND_FORWARD with subject, DNS and URI of a client that showed a
    /// certificate.
    APPEND_FORWARD,
    /// Istio's gateways: SANITIZE_SET.
    SANITIZE_SET
  }
}
