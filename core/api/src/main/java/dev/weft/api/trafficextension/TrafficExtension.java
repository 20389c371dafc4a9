package dev.weft.api.trafficextension;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Inline;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import dev.weft.api.selection.LabelSelector;
import dev.weft.api.selection.PolicyTargetReference;
import dev.weft.api.selection.Targets;
import dev.weft.api.wasmplugin.TrafficSelector;
import java.util.List;
import java.util.Optional;

/// An extension of proxies in WebAssembly or Lua (Istio, "TrafficExtension"); the newer umbrella of
/// WasmPlugin.
public record TrafficExtension(
    Optional<LabelSelector> selector,
    List<PolicyTargetReference> targetRefs,
    ExecutionPhase phase,
    Optional<Integer> priority,
    List<TrafficSelector> match,
    @Inline Optional<Extension> extension)
    implements Spec, Verified {
  public TrafficExtension {
    targetRefs = List.copyOf(targetRefs);
    match = List.copyOf(match);
  }

  @Override
  public void verify(Findings findings) {
    Targets.exclusive(findings, selector, Optional.empty(), targetRefs);
    if (extension.isEmpty()) {
      findings.missing("there is no extension", "write 'wasm' or 'lua'");
    }
  }

  /// One of the values that the API has; the first is the default.
  public enum ExecutionPhase {
    UNSPECIFIED,
    AUTHN,
    AUTHZ,
    STATS
  }
}
