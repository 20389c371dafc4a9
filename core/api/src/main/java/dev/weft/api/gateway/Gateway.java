package dev.weft.api.gateway;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A load balancer at the edge of the mesh (Istio, "Gateway").
public record Gateway(List<Server> servers, Map<String, String> selector)
    implements Spec, Verified {
  public Gateway {
    servers = List.copyOf(servers);
    selector = Ordered.copyOf(selector);
  }

  @Override
  public void verify(Findings findings) {
    if (servers.isEmpty()) {
      findings.missing("the gateway has no servers", "write 'servers'");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < servers.size(); i++) {
      String name = servers.get(i).port().name();
      if (!name.isEmpty() && !names.add(name)) {
        findings
            .at("servers")
            .at(i)
            .at("port")
            .at("name")
            .duplicate("there are two ports '" + name + "'", "give each port its own name");
      }
    }
  }
}
