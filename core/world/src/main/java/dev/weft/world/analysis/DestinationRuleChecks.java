package dev.weft.world.analysis;

import dev.weft.api.Resource;
import dev.weft.api.destinationrule.DestinationRule;
import dev.weft.api.destinationrule.Subset;
import dev.weft.model.Host;
import dev.weft.model.Labels;
import dev.weft.model.Problem;
import dev.weft.world.World;
import dev.weft.world.analysis.Findings.Finding;
import dev.weft.world.registry.Service;
import dev.weft.world.rules.Names;
import java.util.List;

/// DestinationRules: whether their host exists and their subsets have workloads.
final class DestinationRuleChecks {
  private final World world;
  private final Known known;
  private final Findings findings;

  DestinationRuleChecks(World world, Known known, Findings findings) {
    this.world = world;
    this.known = known;
    this.findings = findings;
  }

  void run() {
    for (Resource<DestinationRule> resource : world.all(DestinationRule.class)) {
      String namespace = resource.meta().namespace();
      String written = resource.spec().host();
      Host host = Names.host(written, namespace, world.mesh().domain());
      List<Service> services = known.services(host);
      if (services.isEmpty()) {
        findings.add(
            resource,
            "spec.host",
            Finding.warning(
                174,
                Problem.Code.DANGLING_REFERENCE,
                "no service has the host '" + written + "'",
                known.hostRemedy(written, namespace)));
      } else if (!host.isWildcard()) {
        subsets(resource, services.getFirst());
      }
    }
  }

  private void subsets(Resource<DestinationRule> resource, Service service) {
    if (service.selector().isEmpty() || !known.selects(service.namespace(), service.selector())) {
      return;
    }
    List<Subset> subsets = resource.spec().subsets();
    for (int i = 0; i < subsets.size(); i++) {
      Labels selector = service.selector();
      for (var label : subsets.get(i).labels().entrySet()) {
        selector = selector.with(label.getKey(), label.getValue());
      }
      boolean topology =
          subsets.get(i).labels().keySet().stream()
              .anyMatch(label -> label.startsWith("topology."));
      if (!topology && !known.selects(service.namespace(), selector)) {
        findings.add(
            resource,
            "spec.subsets[" + i + "].labels",
            Finding.warning(
                173,
                Problem.Code.DANGLING_REFERENCE,
                "the subset '"
                    + subsets.get(i).name()
                    + "' selects no workload of '"
                    + service.host()
                    + "'",
                "correct the labels, or start a workload that has them"));
      }
    }
  }
}
