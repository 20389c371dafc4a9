package dev.weft.api.kubernetes;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Nearest;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import java.util.List;

/// Some of the endpoints of a service (Kubernetes, discovery.k8s.io/v1).
public record EndpointSlice(
    @Required String addressType, List<SliceEndpoint> endpoints, List<EndpointPort> ports)
    implements Spec, Verified {
  public EndpointSlice {
    endpoints = List.copyOf(endpoints);
    ports = List.copyOf(ports);
  }

  private static final List<String> TYPES = List.of("IPv4", "IPv6", "FQDN");

  @Override
  public void verify(Findings findings) {
    if (!addressType.isEmpty() && !TYPES.contains(addressType)) {
      findings
          .at("addressType")
          .invalid(
              "'" + addressType + "' is not a type of address", Nearest.remedy(addressType, TYPES));
    }
    for (int i = 0; addressType.startsWith("IP") && i < endpoints.size(); i++) {
      List<String> addresses = endpoints.get(i).addresses();
      for (int j = 0; j < addresses.size(); j++) {
        Expect.address(findings.at("endpoints").at(i).at("addresses").at(j), addresses.get(j));
      }
    }
  }
}
