package dev.weft.api.virtualservice;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.GatewayNames;
import dev.weft.api.schema.LabelRules;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Verified;
import java.util.List;
import java.util.Map;

/// Conditions on a TCP connection (Istio, "L4MatchAttributes"). Port zero means any.
public record L4MatchAttributes(
    List<String> destinationSubnets,
    int port,
    String sourceSubnet,
    Map<String, String> sourceLabels,
    List<String> gateways,
    String sourceNamespace)
    implements Verified {
  public L4MatchAttributes {
    destinationSubnets = List.copyOf(destinationSubnets);
    sourceLabels = Ordered.copyOf(sourceLabels);
    gateways = List.copyOf(gateways);
  }

  @Override
  public void verify(Findings findings) {
    for (int i = 0; i < destinationSubnets.size(); i++) {
      Expect.subnet(findings.at("destinationSubnets").at(i), destinationSubnets.get(i));
    }
    Expect.portOrAny(findings.at("port"), port);
    LabelRules.verify(findings.at("sourceLabels"), sourceLabels);
    GatewayNames.verify(findings.at("gateways"), gateways);
  }
}
