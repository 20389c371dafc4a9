package dev.weft.api.proxyconfig;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import dev.weft.api.selection.LabelSelector;
import java.util.Map;
import java.util.Optional;

/// Settings of the proxies of some workloads (Istio networking, "ProxyConfig").
public record ProxyConfig(
    Optional<LabelSelector> selector,
    Optional<Integer> concurrency,
    Map<String, String> environmentVariables,
    Optional<ProxyImage> image)
    implements Spec, Verified {
  public ProxyConfig {
    environmentVariables = Ordered.copyOf(environmentVariables);
  }

  @Override
  public void verify(Findings findings) {
    concurrency.ifPresent(threads -> Expect.notNegative(findings.at("concurrency"), threads));
  }
}
