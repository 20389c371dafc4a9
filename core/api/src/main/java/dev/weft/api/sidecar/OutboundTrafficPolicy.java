package dev.weft.api.sidecar;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import dev.weft.api.virtualservice.Destination;
import java.util.Optional;

/// What happens to traffic for unknown destinations (Istio, "OutboundTrafficPolicy").
public record OutboundTrafficPolicy(Mode mode, Optional<Destination> egressProxy)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    if (egressProxy.isPresent() && mode != Mode.ALLOW_ANY) {
      findings
          .at("egressProxy")
          .conflict("'egressProxy' is for mode ALLOW_ANY only", "set 'mode: ALLOW_ANY'");
    }
    if (egressProxy.isPresent() && egressProxy.get().port().isEmpty()) {
      findings.at("egressProxy").at("port").missing("the proxy has no port", "write 'port'");
    }
  }

  /// One of the values that the API has; the first is the default.
  public enum Mode {
    REGISTRY_ONLY,
    ALLOW_ANY
  }
}
