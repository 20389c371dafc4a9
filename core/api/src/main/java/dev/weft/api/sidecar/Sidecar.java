package dev.weft.api.sidecar;

import dev.weft.api.destinationrule.ConnectionPoolSettings;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import dev.weft.api.selection.WorkloadSelector;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a workload's proxy accepts and what it may see (Istio, "Sidecar").
public record Sidecar(
    Optional<WorkloadSelector> workloadSelector,
    List<IstioIngressListener> ingress,
    List<IstioEgressListener> egress,
    Optional<ConnectionPoolSettings> inboundConnectionPool,
    Optional<OutboundTrafficPolicy> outboundTrafficPolicy)
    implements Spec, Verified {
  public Sidecar {
    ingress = List.copyOf(ingress);
    egress = List.copyOf(egress);
  }

  @Override
  public void verify(Findings findings) {
    if (ingress.isEmpty()
        && egress.isEmpty()
        && outboundTrafficPolicy.isEmpty()
        && inboundConnectionPool.isEmpty()) {
      findings.missing(
          "the sidecar says nothing", "write 'ingress', 'egress' or 'outboundTrafficPolicy'");
    }
    Set<Integer> inbound = new HashSet<>();
    for (int i = 0; i < ingress.size(); i++) {
      int number = ingress.get(i).port().number();
      if (number != 0 && !inbound.add(number)) {
        findings
            .at("ingress")
            .at(i)
            .at("port")
            .duplicate("there are two listeners on port " + number, "remove one of them");
      }
    }
    egress(findings.at("egress"));
  }

  private void egress(Findings findings) {
    Set<Integer> numbers = new HashSet<>();
    for (int i = 0; i < egress.size(); i++) {
      Optional<SidecarPort> port = egress.get(i).port();
      if (port.isEmpty() && i < egress.size() - 1) {
        findings
            .at(i)
            .conflict(
                "a listener for all other ports stands before others",
                "move it to the end, and have only one");
      }
      if (port.isPresent() && port.get().number() != 0 && !numbers.add(port.get().number())) {
        findings
            .at(i)
            .at("port")
            .duplicate(
                "there are two listeners on port " + port.get().number(), "remove one of them");
      }
    }
  }
}
