package dev.weft.api.virtualservice;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.HeaderRules;
import dev.weft.api.schema.Verified;
import java.util.Optional;
import java.util.Set;

/// Edits of request and response headers (Istio, "Headers").
public record Headers(Optional<HeaderOperations> request, Optional<HeaderOperations> response)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    request.ifPresent(edits -> {
      names(findings.at("request").at("set"), edits.set().keySet(), true);
      names(findings.at("request").at("add"), edits.add().keySet(), true);
    });
    response.ifPresent(edits -> {
      names(findings.at("response").at("set"), edits.set().keySet(), false);
      names(findings.at("response").at("add"), edits.add().keySet(), false);
    });
  }

  /// Requests may have their host changed by a header, responses have none.
  private static void names(Findings findings, Set<String> names, boolean request) {
    for (String name : names) {
      if (!request || !HeaderRules.isAuthority(name)) {
        HeaderRules.changeable(findings.key(name), name);
      }
    }
  }
}
