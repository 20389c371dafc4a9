package dev.weft.api.wasmplugin;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Value;
import dev.weft.api.schema.Verified;
import dev.weft.api.selection.LabelSelector;
import dev.weft.api.selection.PolicyTargetReference;
import dev.weft.api.selection.Targets;
import java.util.List;
import java.util.Optional;

/// A WebAssembly extension of proxies (Istio, "WasmPlugin").
public record WasmPlugin(
    Optional<LabelSelector> selector,
    Optional<PolicyTargetReference> targetRef,
    List<PolicyTargetReference> targetRefs,
    @Required String url,
    String sha256,
    PullPolicy imagePullPolicy,
    String imagePullSecret,
    String verificationKey,
    Optional<Value> pluginConfig,
    String pluginName,
    PluginPhase phase,
    Optional<Integer> priority,
    FailStrategy failStrategy,
    Optional<VmConfig> vmConfig,
    List<TrafficSelector> match,
    PluginType type)
    implements Spec, Verified {
  public WasmPlugin {
    targetRefs = List.copyOf(targetRefs);
    match = List.copyOf(match);
  }

  @Override
  public void verify(Findings findings) {
    Targets.exclusive(findings, selector, targetRef, targetRefs);
    WasmImage.verify(findings, url, sha256);
  }
}
