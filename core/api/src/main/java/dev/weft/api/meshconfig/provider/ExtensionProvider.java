package dev.weft.api.meshconfig.provider;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Inline;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.Optional;

/// A service that extends the mesh, by name (Istio, "ExtensionProvider").
public record ExtensionProvider(@Required String name, @Inline Optional<Provider> provider)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    if (provider.isEmpty()) {
      findings.missing(
          "the provider '" + name + "' is of no sort", "write one, as in 'zipkin' or 'prometheus'");
    }
  }
}
