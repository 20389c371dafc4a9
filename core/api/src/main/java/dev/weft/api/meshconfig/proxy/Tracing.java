package dev.weft.api.meshconfig.proxy;

import dev.weft.api.destinationrule.ClientTlsSettings;
import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Inline;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Verified;
import java.util.Map;
import java.util.Optional;

/// How proxies trace (Istio mesh, "Tracing"). Sampling is from 0 to 100.
public record Tracing(
    @Inline Optional<Tracer> tracer,
    Map<String, CustomTag> customTags,
    int maxPathTagLength,
    Optional<Double> sampling,
    Optional<ClientTlsSettings> tlsSettings,
    Optional<Boolean> enableIstioTags)
    implements Verified {
  public Tracing {
    customTags = Ordered.copyOf(customTags);
  }

  @Override
  public void verify(Findings findings) {
    sampling.ifPresent(share -> Expect.percent(findings.at("sampling"), share));
  }
}
