package dev.weft.api.kubernetes;

import dev.weft.api.schema.Base64Text;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import java.util.Map;
import java.util.Optional;

/// Confidential bytes by name (Kubernetes, core/v1); `data` is base64.
public record Secret(
    String type,
    Map<String, String> data,
    Map<String, String> stringData,
    Optional<Boolean> immutable)
    implements Spec, Verified {
  public Secret {
    data = Ordered.copyOf(data);
    stringData = Ordered.copyOf(stringData);
  }

  @Override
  public void verify(Findings findings) {
    data.forEach((key, value) -> Base64Text.verify(findings.at("data").key(key), value));
  }

  /// The bytes of an entry, from `stringData` where it is there, else from `data`.
  public Optional<byte[]> bytes(String key) {
    return stringData.containsKey(key)
        ? Optional.of(stringData.get(key).getBytes(java.nio.charset.StandardCharsets.UTF_8))
        : Optional.ofNullable(data.get(key)).flatMap(Base64Text::bytes);
  }
}
