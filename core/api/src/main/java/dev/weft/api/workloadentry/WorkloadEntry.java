package dev.weft.api.workloadentry;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.LabelRules;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import java.util.Map;

/// A workload that is not a pod (Istio, "WorkloadEntry").
public record WorkloadEntry(
    String address,
    Map<String, Integer> ports,
    Map<String, String> labels,
    String network,
    String locality,
    int weight,
    String serviceAccount)
    implements Spec, Verified {
  public WorkloadEntry {
    ports = Ordered.copyOf(ports);
    labels = Ordered.copyOf(labels);
  }

  @Override
  public void verify(Findings findings) {
    if (address.startsWith("unix://")) {
      Expect.socket(findings.at("address"), address.substring("unix://".length()));
      if (!ports.isEmpty()) {
        findings.at("ports").conflict("a socket has no ports", "remove 'ports'");
      }
    } else if (!address.isEmpty() && !Expect.isAddress(address)) {
      Expect.name(
          findings.at("address"), Names.host(address), "write an IP address or a host name");
    }
    ports.forEach((name, number) -> Expect.port(findings.at("ports").key(name), number));
    LabelRules.verify(findings.at("labels"), labels);
    Expect.notNegative(findings.at("weight"), weight);
  }
}
