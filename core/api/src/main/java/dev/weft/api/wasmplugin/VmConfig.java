package dev.weft.api.wasmplugin;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import java.util.List;

/// The virtual machine's environment (Istio, "VmConfig").
public record VmConfig(List<EnvVar> env) implements Verified {
  public VmConfig {
    env = List.copyOf(env);
  }

  @Override
  public void verify(Findings findings) {
    Expect.distinct(findings.at("env"), env.stream().map(EnvVar::name).toList());
  }
}
