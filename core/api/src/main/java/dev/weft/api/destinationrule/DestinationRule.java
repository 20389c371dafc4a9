package dev.weft.api.destinationrule;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import dev.weft.api.selection.ExportTo;
import dev.weft.api.selection.LabelSelector;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What happens after routing: subsets of a service, and how to connect to it (Istio,
/// "DestinationRule").
public record DestinationRule(
    @Required String host,
    Optional<TrafficPolicy> trafficPolicy,
    List<Subset> subsets,
    List<String> exportTo,
    Optional<LabelSelector> workloadSelector)
    implements Spec, Verified {
  public DestinationRule {
    subsets = List.copyOf(subsets);
    exportTo = List.copyOf(exportTo);
  }

  @Override
  public void verify(Findings findings) {
    if (!host.isEmpty()) {
      Expect.name(findings.at("host"), Names.wildcardHost(host), "name a service");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < subsets.size(); i++) {
      String name = subsets.get(i).name();
      if (!names.add(name)) {
        findings
            .at("subsets")
            .at(i)
            .at("name")
            .duplicate("there are two subsets '" + name + "'", "rename or remove one of them");
      }
    }
    ExportTo.verify(findings.at("exportTo"), exportTo);
    if (workloadSelector.isPresent() && exportTo.stream().anyMatch(entry -> entry.equals("*"))) {
      findings
          .at("exportTo")
          .conflict("a rule for chosen workloads is exported to other namespaces", "use '.' alone");
    }
  }
}
