package dev.weft.api.virtualservice;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import dev.weft.api.schema.Weights;
import java.util.List;

/// One ordered rule for TCP connections (Istio, "TCPRoute").
public record TcpRoute(List<L4MatchAttributes> match, List<RouteDestination> route)
    implements Verified {
  public TcpRoute {
    match = List.copyOf(match);
    route = List.copyOf(route);
  }

  @Override
  public void verify(Findings findings) {
    if (route.isEmpty()) {
      findings.missing("the rule leads nowhere", "write 'route' with a destination");
    }
    Weights.total(findings.at("route"), route.stream().map(RouteDestination::weight).toList());
  }
}
