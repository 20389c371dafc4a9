package dev.weft.api.virtualservice;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.Optional;

/// A service, perhaps one subset and port of it (Istio, "Destination").
public record Destination(@Required String host, String subset, Optional<PortSelector> port)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    if (host.equals("*")) {
      findings.at("host").invalid("'*' is no destination", "name a service");
    } else if (!host.isEmpty()) {
      Expect.name(findings.at("host"), Names.wildcardHost(host), "name a service");
    }
    if (!subset.isEmpty()) {
      Expect.name(findings.at("subset"), Names.label(subset), "name a subset");
    }
  }
}
