package dev.weft.lab.topology;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;

/// Where every pod reaches every other by its address. Between two networks only the addresses of
/// load balancers are routed.
public record Network(@Required String name) implements Verified {
  @Override
  public void verify(Findings findings) {
    Expect.name(findings.at("name"), Names.label(name), "use small letters, digits and '-'");
  }
}
