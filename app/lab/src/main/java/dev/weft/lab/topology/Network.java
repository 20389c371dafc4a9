package dev.weft.lab.topology;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.List;

/// Where every pod reaches every other by its address. Between two networks only the addresses of
/// load balancers are routed.
///
/// @param blocked TCP ports that its router lets nobody in at
public record Network(@Required String name, List<Integer> blocked) implements Verified {
  public Network {
    blocked = List.copyOf(blocked);
  }

  @Override
  public void verify(Findings findings) {
    for (int i = 0; i < blocked.size(); i++) {
      Expect.port(findings.at("blocked").at(i), blocked.get(i));
    }
    Expect.name(findings.at("name"), Names.label(name), "use small letters, digits and '-'");
  }
}
