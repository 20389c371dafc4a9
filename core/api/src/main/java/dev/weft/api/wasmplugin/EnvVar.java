package dev.weft.api.wasmplugin;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;

/// An environment variable (Istio, "EnvVar").
public record EnvVar(@Required String name, EnvValueSource valueFrom, String value)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    if (valueFrom == EnvValueSource.HOST && !value.isEmpty()) {
      findings
          .at("value")
          .conflict("the value is taken from the host", "remove 'value', or use INLINE");
    }
  }
}
