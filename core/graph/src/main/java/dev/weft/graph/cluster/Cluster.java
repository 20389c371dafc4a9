package dev.weft.graph.cluster;

import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.cluster.endpoint.Observation;
import dev.weft.graph.tls.ClientTls;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A set of endpoints with one way to reach them.
public final class Cluster {
  private final Settings settings;
  private final Transports transports;
  private final Endpoints endpoints;
  private final Usage usage;

  public Cluster(Settings settings, Transports transports, Endpoints endpoints, Usage usage) {
    this.settings = settings;
    this.transports = transports;
    this.endpoints = endpoints;
    this.usage = usage;
  }

  public String name() {
    return settings.name();
  }

  public Settings settings() {
    return settings;
  }

  public HttpUpstream http() {
    return settings.http();
  }

  public Duration connectTimeout() {
    return settings.connectTimeout();
  }

  public Limits limits() {
    return settings.limits();
  }

  /// What is under way; shared with earlier versions of the cluster.
  public Usage usage() {
    return usage;
  }

  /// The live set of endpoints.
  public Endpoints endpoints() {
    return endpoints;
  }

  /// How to encrypt to an endpoint; empty for plain text. The same object is answered for every
  /// endpoint of the same match, so that contexts can be cached by it.
  public Optional<ClientTls> tls(Endpoint endpoint) {
    return transports.of(endpoint.metadata());
  }

  /// All the ways to encrypt, for whoever prepares contexts.
  public Transports transports() {
    return transports;
  }

  /// Chooses an endpoint for one attempt.
  public Pick pick(PickContext context) {
    return endpoints.pick(settings, context);
  }

  /// Takes what an attempt says of an endpoint's health into account.
  public void observe(Endpoint endpoint, Observation observation, long nowNanos) {
    if (settings.outliers().isPresent()) {
      endpoints.observe(endpoint, observation, nowNanos);
    }
  }

  /// Names that someone must resolve and keep resolving; empty unless discovery is by DNS.
  public List<Lookup> lookups() {
    return endpoints.lookups();
  }

  /// Publishes the addresses of a name; an empty answer withdraws its endpoints.
  public void resolved(Lookup lookup, List<InetAddress> addresses) {
    endpoints.resolved(lookup, addresses);
  }

  @Override
  public String toString() {
    return "Cluster[" + name() + "]";
  }
}
