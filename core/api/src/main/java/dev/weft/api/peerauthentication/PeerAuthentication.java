package dev.weft.api.peerauthentication;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import dev.weft.api.selection.LabelSelector;
import java.util.Map;
import java.util.Optional;

/// Whether workloads accept plain text, mutual TLS, or both (Istio, "PeerAuthentication").
public record PeerAuthentication(
    Optional<LabelSelector> selector,
    Optional<MutualTls> mtls,
    Map<Integer, MutualTls> portLevelMtls)
    implements Spec, Verified {
  public PeerAuthentication {
    portLevelMtls = Ordered.copyOf(portLevelMtls);
  }

  @Override
  public void verify(Findings findings) {
    if (!portLevelMtls.isEmpty()
        && selector.filter(one -> !one.matchLabels().isEmpty()).isEmpty()) {
      findings
          .at("portLevelMtls")
          .conflict("ports are set for all workloads", "add a 'selector' with labels");
    }
    portLevelMtls
        .keySet()
        .forEach(port -> Expect.port(findings.at("portLevelMtls").key("" + port), port));
  }
}
