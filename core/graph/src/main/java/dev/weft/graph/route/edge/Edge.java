package dev.weft.graph.route.edge;

import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Head;
import dev.weft.graph.exchange.HeaderEdit;
import dev.weft.graph.exchange.HeaderVisitor;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.match.Cidr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The first look at a head: who the client is, whether it may be believed, and which headers must
/// not pass (Envoy, "HTTP header sanitizing"). One pass over the headers.
public final class Edge implements HeaderVisitor {
  private static final String PREFIX = "x-envoy-";

  /// What outsiders must not say, and what the router itself consumes.
  private static final Set<String> CONSUMED =
      Set.of(
          "x-envoy-internal",
          "x-envoy-retry-on",
          "x-envoy-retry-grpc-on",
          "x-envoy-max-retries",
          "x-envoy-retriable-status-codes",
          "x-envoy-retriable-header-names",
          "x-envoy-hedge-on-per-try-timeout",
          "x-envoy-upstream-alt-stat-name",
          "x-envoy-upstream-rq-timeout-ms",
          "x-envoy-upstream-rq-per-try-timeout-ms",
          "x-envoy-upstream-rq-timeout-alt-response",
          "x-envoy-expected-rq-timeout-ms",
          "x-envoy-original-url",
          "x-envoy-force-trace",
          "x-envoy-ip-tags");

  /// What only neighbours may say to the edge.
  private static final Set<String> NEIGHBOURLY =
      Set.of(
          "x-envoy-decorator-operation",
          "x-envoy-downstream-service-cluster",
          "x-envoy-downstream-service-node",
          "x-envoy-original-path");

  private final HttpRules rules;
  private final List<HeaderEdit> edits = new ArrayList<>(12);
  private @Nullable List<String> envoyHeaders;
  private @Nullable String forwardedFor;
  private @Nullable String forwardedProto;
  private @Nullable String forwardedCertificate;
  private @Nullable String requestId;
  private boolean internal;
  private int count;
  private InetSocketAddress client;

  private Edge(HttpRules rules, InetSocketAddress client) {
    this.rules = rules;
    this.client = client;
  }

  public static Edge look(
      HttpRules rules, Head head, Peer peer, Arrival arrival, RandomGenerator random) {
    Edge edge = new Edge(rules, arrival.remote());
    head.forEach(edge);
    edge.settle(peer, arrival, random);
    return edge;
  }

  @Override
  public void visit(String name, String value) {
    count++;
    if (name.length() < 9 || name.charAt(0) != 'x' || name.charAt(1) != '-') {
      return;
    }
    if (name.startsWith(PREFIX)) {
      if (envoyHeaders == null) {
        envoyHeaders = new ArrayList<>(4);
      }
      envoyHeaders.add(name);
      return;
    }
    switch (name) {
      case "x-forwarded-for" ->
          forwardedFor = forwardedFor == null ? value : forwardedFor + "," + value;
      case "x-forwarded-proto" -> forwardedProto = value;
      case "x-forwarded-client-cert" ->
          forwardedCertificate =
              forwardedCertificate == null ? value : forwardedCertificate + "," + value;
      case "x-request-id" -> requestId = value;
      default -> {}
    }
  }

  private void settle(Peer peer, Arrival arrival, RandomGenerator random) {
    boolean single = trustClient(arrival);
    internal = single && isInternal(client);
    boolean fromOutside = rules.useRemoteAddress() && !internal;
    sanitise(fromOutside);
    protocol(peer);
    if (fromOutside && !rules.suppressEnvoyHeaders()) {
      edits.add(HeaderEdit.set("x-envoy-external-address", host(client)));
    }
    if (!rules.via().isEmpty()) {
      edits.add(HeaderEdit.append("via", rules.via()));
    }
    identify(fromOutside, random);
    certificate(peer);
  }

  /// Finds out who the client is; answers whether only one address vouches for that.
  private boolean trustClient(Arrival arrival) {
    if (!rules.useRemoteAddress()) {
      InetSocketAddress named = forwarded(rules.trustedHops());
      boolean single = named != null && forwardedFor != null && forwardedFor.indexOf(',') < 0;
      client = named == null ? arrival.remote() : named;
      return single;
    }
    boolean single = forwardedFor == null;
    if (rules.trustedHops() > 0) {
      InetSocketAddress named = forwarded(rules.trustedHops() - 1);
      client = named == null ? client : named;
    }
    if (!rules.skipForwardedFor()) {
      String own = host(arrival.remote());
      edits.add(
          HeaderEdit.set("x-forwarded-for", forwardedFor == null ? own : forwardedFor + "," + own));
    }
    return single;
  }

  /// The address that is `skip` entries from the end of `x-forwarded-for`.
  private @Nullable InetSocketAddress forwarded(int skip) {
    if (forwardedFor == null) {
      return null;
    }
    int end = forwardedFor.length();
    for (int i = 0; i < skip; i++) {
      end = forwardedFor.lastIndexOf(',', end - 1);
      if (end < 0) {
        return null;
      }
    }
    String literal = forwardedFor.substring(forwardedFor.lastIndexOf(',', end - 1) + 1, end).trim();
    return Cidr.address(literal).map(address -> new InetSocketAddress(address, 0)).orElse(null);
  }

  private boolean isInternal(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    if (ip != null) {
      for (Cidr range : rules.internal()) {
        if (range.contains(ip)) {
          return true;
        }
      }
    }
    return false;
  }

  private void sanitise(boolean fromOutside) {
    if (envoyHeaders != null) {
      for (String name : envoyHeaders) {
        if (CONSUMED.contains(name) || fromOutside && NEIGHBOURLY.contains(name)) {
          edits.add(HeaderEdit.remove(name));
        }
      }
    }
    if (internal) {
      edits.add(HeaderEdit.set("x-envoy-internal", "true"));
    }
  }

  private void protocol(Peer peer) {
    if (forwardedProto == null || rules.useRemoteAddress() && rules.trustedHops() == 0) {
      forwardedProto = peer.tls() ? "https" : "http";
      edits.add(HeaderEdit.set("x-forwarded-proto", forwardedProto));
    }
  }

  private void identify(boolean fromOutside, RandomGenerator random) {
    boolean keep = requestId != null && !(fromOutside && !rules.requestId().preserveExternal());
    if (!keep && rules.requestId().generate()) {
      requestId = RequestIds.random(random);
      edits.add(HeaderEdit.set("x-request-id", requestId));
    }
  }

  private void certificate(Peer peer) {
    HttpRules.ClientCertificate wanted = rules.clientCertificate();
    boolean presented = peer.tls() && peer.certificate().presented();
    switch (wanted.forwarding()) {
      case ALWAYS_FORWARD_ONLY -> {}
      case SANITIZE -> removeCertificate();
      case FORWARD_ONLY -> {
        if (!presented) {
          removeCertificate();
        }
      }
      case APPEND_FORWARD, SANITIZE_SET -> {
        if (presented) {
          String own = describe(peer, wanted);
          boolean append =
              forwardedCertificate != null
                  && wanted.forwarding() == HttpRules.ClientCertificate.Forwarding.APPEND_FORWARD;
          edits.add(
              HeaderEdit.set(
                  "x-forwarded-client-cert", append ? forwardedCertificate + "," + own : own));
        } else {
          removeCertificate();
        }
      }
    }
  }

  private void removeCertificate() {
    if (forwardedCertificate != null) {
      edits.add(HeaderEdit.remove("x-forwarded-client-cert"));
    }
  }

  private static String describe(Peer peer, HttpRules.ClientCertificate wanted) {
    Peer.Certificate certificate = peer.certificate();
    StringBuilder text = new StringBuilder(160);
    if (!certificate.localUriSan().isEmpty()) {
      text.append("By=").append(certificate.localUriSan()).append(';');
    }
    text.append("Hash=").append(certificate.digest());
    if (wanted.subject()) {
      text.append(";Subject=\"").append(certificate.subject()).append('"');
    }
    if (wanted.uri()) {
      if (certificate.uriSans().isEmpty()) {
        text.append(";URI=").append(peer.uriSan());
      }
      certificate.uriSans().forEach(uri -> text.append(";URI=").append(uri));
    }
    if (wanted.dns()) {
      certificate.dnsSans().forEach(name -> text.append(";DNS=").append(name));
    }
    return text.toString();
  }

  private static String host(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    return ip == null ? address.getHostString() : Cidr.text(ip);
  }

  /// Removes headers that only internal requests may carry.
  public void withhold(Set<String> internalOnly, Head head) {
    if (!internal && !internalOnly.isEmpty()) {
      for (String name : internalOnly) {
        if (head.header(name) != null) {
          edits.add(HeaderEdit.remove(name));
        }
      }
    }
  }

  /// Edits so far; the router goes on with this list.
  public List<HeaderEdit> edits() {
    return edits;
  }

  /// Whether the request comes from inside and its wishes are granted.
  public boolean internal() {
    return internal;
  }

  /// How many headers the request has.
  public int count() {
    return count;
  }

  /// The trusted address of the client.
  public InetSocketAddress client() {
    return client;
  }

  /// `x-request-id` as it goes on, or empty.
  public String requestId() {
    return requestId == null ? "" : requestId;
  }

  /// `http` or `https`, as the client's first proxy saw it.
  public String scheme() {
    return forwardedProto == null ? "http" : forwardedProto;
  }

  /// Whether the request has headers that could carry wishes of an internal client.
  public boolean mayWish() {
    return internal && envoyHeaders != null;
  }
}
