package dev.weft.graph.route;

import dev.weft.graph.authorization.Rules;
import java.util.List;
import java.util.Map;

/// One HTTP filter of a connection manager that takes part in decisions, in its order.
public sealed interface HttpFilter {
  /// @param standard applies where a route says nothing
  record Fault(dev.weft.graph.fault.Fault standard) implements HttpFilter {}

  /// Policies come with routes and hosts.
  record Cors() implements HttpFilter {}

  record Authorization(Rules rules) implements HttpFilter {}

  /// Offers other protocols in the TLS handshake with the upstream, by the HTTP version spoken
  /// there (`HTTP/1.0`, `HTTP/1.1`, `HTTP/2`).
  record Alpn(Map<String, List<String>> offers) implements HttpFilter {
    public Alpn {
      offers = Map.copyOf(offers);
    }
  }
}
