package dev.weft.graph.cluster;

import dev.weft.graph.match.Metadata;
import dev.weft.graph.tls.ClientTls;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The transport socket matches of a cluster: the first whose labels an endpoint carries under
/// `envoy.transport_socket_match`, else the fallback.
public record Transports(List<Match> matches, Optional<ClientTls> fallback) {
  public static final Transports PLAIN = new Transports(List.of(), Optional.empty());

  public Transports {
    matches = List.copyOf(matches);
  }

  /// @param labels all must be equal; none match every endpoint
  /// @param tls empty for plain text
  public record Match(String name, Map<String, String> labels, Optional<ClientTls> tls) {
    public Match {
      labels = Map.copyOf(labels);
    }
  }

  public Optional<ClientTls> of(Metadata metadata) {
    for (Match match : matches) {
      boolean all = true;
      for (Map.Entry<String, String> label : match.labels().entrySet()) {
        if (!metadata
            .text("envoy.transport_socket_match", label.getKey())
            .equals(label.getValue())) {
          all = false;
          break;
        }
      }
      if (all) {
        return match.tls();
      }
    }
    return fallback;
  }
}
