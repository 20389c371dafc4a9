package dev.weft.api.kubernetes;

import dev.weft.api.schema.Base64Text;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import java.util.Map;
import java.util.Optional;

/// Texts by name (Kubernetes, core/v1); `binaryData` is base64.
public record ConfigMap(
    Map<String, String> data, Map<String, String> binaryData, Optional<Boolean> immutable)
    implements Spec, Verified {
  public ConfigMap {
    data = Ordered.copyOf(data);
    binaryData = Ordered.copyOf(binaryData);
  }

  @Override
  public void verify(Findings findings) {
    binaryData.forEach(
        (key, value) -> Base64Text.verify(findings.at("binaryData").key(key), value));
  }
}
