package dev.weft.api.kubernetes.deployment;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import dev.weft.api.selection.SetSelector;
import java.util.Optional;

/// The wanted state of a deployment; absent replicas mean one.
public record DeploymentSpec(
    Optional<Integer> replicas, Optional<SetSelector> selector, @Required PodTemplate template)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    replicas.ifPresent(count -> Expect.notNegative(findings.at("replicas"), count));
  }
}
