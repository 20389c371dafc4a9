package dev.weft.api.trafficextension;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Value;
import dev.weft.api.schema.Verified;
import dev.weft.api.wasmplugin.FailStrategy;
import dev.weft.api.wasmplugin.PluginType;
import dev.weft.api.wasmplugin.PullPolicy;
import dev.weft.api.wasmplugin.VmConfig;
import dev.weft.api.wasmplugin.WasmImage;
import java.util.Optional;

/// The language of the extension.
public sealed interface Extension {
  record Wasm(
      @Required String url,
      String sha256,
      PullPolicy imagePullPolicy,
      String imagePullSecret,
      String verificationKey,
      Optional<Value> pluginConfig,
      String pluginName,
      FailStrategy failStrategy,
      Optional<VmConfig> vmConfig,
      PluginType type)
      implements Extension, Verified {
    @Override
    public void verify(Findings findings) {
      WasmImage.verify(findings, url, sha256);
    }
  }

  record Lua(@Required String inlineCode) implements Extension {}
}
