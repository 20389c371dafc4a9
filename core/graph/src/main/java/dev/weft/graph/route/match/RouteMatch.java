package dev.weft.graph.route.match;

import dev.weft.graph.exchange.Head;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.match.Fraction;
import dev.weft.graph.match.HeaderMatch;
import java.util.List;
import java.util.Optional;

/// All that must hold for a route to be taken.
///
/// @param fraction of the requests that may take it
/// @param grpc whether only gRPC requests may
/// @param never whether it asks for something that no request has, such as dynamic metadata
/// @param certificatePresented what must be true of the peer's certificate, if anything
public record RouteMatch(
    PathMatch path,
    List<HeaderMatch> headers,
    List<QueryMatch> queries,
    Fraction fraction,
    boolean grpc,
    boolean never,
    Optional<Boolean> certificatePresented) {
  public RouteMatch {
    headers = List.copyOf(headers);
    queries = List.copyOf(queries);
  }

  public boolean matches(Head head, Peer peer, Target target, long random) {
    boolean fits =
        path instanceof PathMatch.Connect
            ? target.connect()
            : !target.pathless() && path.matches(target.path());
    if (!fits || never || !fraction.takes(random) || grpc && !grpc(head)) {
      return false;
    }
    for (int i = 0; i < headers.size(); i++) {
      if (!headers.get(i).matches(head)) {
        return false;
      }
    }
    for (int i = 0; i < queries.size(); i++) {
      if (!queries.get(i).matches(target.query())) {
        return false;
      }
    }
    return certificatePresented.isEmpty()
        || certificatePresented.get() == peer.certificate().presented();
  }

  public static boolean grpc(Head head) {
    String type = head.header("content-type");
    return type != null
        && type.startsWith("application/grpc")
        && (type.length() == 16 || type.charAt(16) == '+');
  }
}
