package dev.weft.api.destinationrule;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.LabelRules;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.Map;
import java.util.Optional;

/// A named part of a service's endpoints, chosen by labels (Istio, "Subset").
public record Subset(
    @Required String name, Map<String, String> labels, Optional<TrafficPolicy> trafficPolicy)
    implements Verified {
  public Subset {
    labels = Ordered.copyOf(labels);
  }

  @Override
  public void verify(Findings findings) {
    if (!name.isEmpty()) {
      Expect.name(findings.at("name"), Names.label(name), "rename the subset");
    }
    LabelRules.verify(findings.at("labels"), labels);
  }
}
