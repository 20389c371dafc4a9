package dev.weft.api.virtualservice;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.GatewayNames;
import dev.weft.api.schema.LabelRules;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.List;
import java.util.Map;

/// Conditions on a TLS connection (Istio, "TLSMatchAttributes"). Port zero means any.
public record TlsMatchAttributes(
    @Required List<String> sniHosts,
    List<String> destinationSubnets,
    int port,
    Map<String, String> sourceLabels,
    List<String> gateways,
    String sourceNamespace)
    implements Verified {
  public TlsMatchAttributes {
    sniHosts = List.copyOf(sniHosts);
    destinationSubnets = List.copyOf(destinationSubnets);
    sourceLabels = Ordered.copyOf(sourceLabels);
    gateways = List.copyOf(gateways);
  }

  @Override
  public void verify(Findings findings) {
    for (int i = 0; i < sniHosts.size(); i++) {
      if (!Expect.isAddress(sniHosts.get(i)) && !sniHosts.get(i).startsWith("outbound_.")) {
        Expect.name(
            findings.at("sniHosts").at(i),
            Names.wildcardHost(sniHosts.get(i)),
            "use a host name, *.domain or *");
      }
    }
    for (int i = 0; i < destinationSubnets.size(); i++) {
      Expect.subnet(findings.at("destinationSubnets").at(i), destinationSubnets.get(i));
    }
    Expect.portOrAny(findings.at("port"), port);
    LabelRules.verify(findings.at("sourceLabels"), sourceLabels);
    GatewayNames.verify(findings.at("gateways"), gateways);
  }
}
