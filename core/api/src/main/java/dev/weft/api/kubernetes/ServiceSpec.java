package dev.weft.api.kubernetes;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.LabelRules;
import dev.weft.api.schema.Nearest;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Verified;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The wanted state of a service.
public record ServiceSpec(
    String type,
    Map<String, String> selector,
    List<ServicePort> ports,
    String clusterIP,
    List<String> clusterIPs,
    List<String> externalIPs,
    String externalName,
    String loadBalancerIP,
    boolean publishNotReadyAddresses,
    String internalTrafficPolicy,
    String externalTrafficPolicy,
    String trafficDistribution,
    String sessionAffinity,
    List<String> ipFamilies,
    String ipFamilyPolicy)
    implements Verified {
  public ServiceSpec {
    selector = Ordered.copyOf(selector);
    ports = List.copyOf(ports);
    clusterIPs = List.copyOf(clusterIPs);
    externalIPs = List.copyOf(externalIPs);
    ipFamilies = List.copyOf(ipFamilies);
  }

  private static final List<String> TYPES =
      List.of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName");

  @Override
  public void verify(Findings findings) {
    LabelRules.verify(findings.at("selector"), selector);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      if (!names.add(ports.get(i).name())) {
        findings
            .at("ports")
            .at(i)
            .at("name")
            .duplicate("there are two ports '" + ports.get(i).name() + "'", "name each port");
      }
    }
    if (type.equals("ExternalName") && externalName.isEmpty()) {
      findings.at("externalName").missing("'externalName' is missing", "name the host");
    }
    if (!type.isEmpty() && !TYPES.contains(type)) {
      findings
          .at("type")
          .invalid("'" + type + "' is not a type of service", Nearest.remedy(type, TYPES));
    }
  }
}
