package dev.weft.api.envoyfilter;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Inline;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Verified;
import java.util.Map;
import java.util.Optional;

/// Which objects a patch applies to (Istio, "EnvoyConfigObjectMatch").
public record ObjectMatch(
    PatchContext context, Optional<ProxyMatch> proxy, @Inline Optional<ObjectTypes> objectTypes) {
  /// One of the values that the API has; the first is the default.
  public enum PatchContext {
    ANY,
    SIDECAR_INBOUND,
    SIDECAR_OUTBOUND,
    GATEWAY,
    WAYPOINT
  }

  /// Which proxies.
  public record ProxyMatch(String proxyVersion, Map<String, String> metadata) implements Verified {
    public ProxyMatch {
      metadata = Ordered.copyOf(metadata);
    }

    @Override
    public void verify(Findings findings) {
      if (!proxyVersion.isEmpty()) {
        Expect.regex(findings.at("proxyVersion"), proxyVersion);
      }
    }
  }
}
