package dev.weft.lab.topology;

import dev.weft.api.schema.Default;
import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;

/// A machine of a cluster, and where it stands.
public record Node(
    @Required String name, @Default("region1") String region, @Default("zone1") String zone)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    Expect.name(findings.at("name"), Names.label(name), "use small letters, digits and '-'");
    Expect.name(findings.at("region"), Names.labelValue(region), "write it as a label's value");
    Expect.name(findings.at("zone"), Names.labelValue(zone), "write it as a label's value");
  }
}
