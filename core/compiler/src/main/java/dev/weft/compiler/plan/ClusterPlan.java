package dev.weft.compiler.plan;

import dev.weft.model.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One cluster: a set of equal endpoints and how they are spoken to.
///
/// @param name `outbound|9080|v2|reviews.default.svc.cluster.local`, `inbound|9080||`,
///   `PassthroughCluster`
/// @param services what the cluster stands for, told to the proxy for its metrics: one for an
///   outbound cluster, those with this port for an inbound one
/// @param rule the DestinationRule that shaped it
public record ClusterPlan(
    String name,
    Discovery discovery,
    Duration connectTimeout,
    UpstreamProtocol protocol,
    LoadBalancing balancing,
    LimitsPlan limits,
    Optional<OutlierPlan> outlier,
    UpstreamTls tls,
    List<ServiceName> services,
    Optional<Rule> rule) {
  public ClusterPlan {
    services = List.copyOf(services);
  }

  /// A service by the names that telemetry shows.
  ///
  /// @param host such as `reviews.default.svc.cluster.local`
  public record ServiceName(String host, String name, String namespace) {}

  /// Where the endpoints come from.
  public sealed interface Discovery {}

  /// Sent on their own under the cluster's name (EDS).
  public record Sent() implements Discovery {}

  /// Part of the cluster. An empty list refuses every request (`BlackHoleCluster`).
  public record Fixed(List<EndpointsPlan.Group> groups) implements Discovery {
    public Fixed {
      groups = List.copyOf(groups);
    }
  }

  /// Host names that the proxy resolves.
  ///
  /// @param every whether all answers become endpoints (STRICT_DNS) or only the first (LOGICAL_DNS)
  public record Resolved(
      List<EndpointsPlan.Group> groups, boolean every, Duration refresh, Lookup lookup)
      implements Discovery {
    public Resolved {
      groups = List.copyOf(groups);
    }
  }

  /// Which addresses of a name count.
  public enum Lookup {
    IPV4,
    IPV6,
    BOTH
  }

  /// The address that the connection was made to.
  ///
  /// @param sources the addresses to connect from, such as `127.0.0.6`, one for each family; empty
  ///   for any
  public record OriginalDestination(List<String> sources) implements Discovery {
    public OriginalDestination {
      sources = List.copyOf(sources);
    }
  }

  /// What is spoken to the endpoints.
  public enum UpstreamProtocol {
    /// HTTP/1.1 for requests, bytes for TCP.
    HTTP1,
    HTTP2,
    /// The version that the client spoke.
    AS_CLIENT
  }

  public sealed interface LoadBalancing {}

  public record LeastRequest() implements LoadBalancing {}

  public record RoundRobin() implements LoadBalancing {}

  public record Random() implements LoadBalancing {}

  public record RingHash(long minimumSize) implements LoadBalancing {}

  public record Maglev(long tableSize) implements LoadBalancing {}

  /// How each endpoint's connections are secured.
  public sealed interface UpstreamTls {}

  public record Plain() implements UpstreamTls {}

  /// TLS to every endpoint.
  public record Always(ClientTlsPlan tls) implements UpstreamTls {}

  /// Mutual TLS to endpoints that have a sidecar, plain text to the others (automatic mutual TLS).
  public record WhereMeshed(ClientTlsPlan tls) implements UpstreamTls {}
}
