package dev.weft.api.requestauthentication;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.HeaderRules;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;

/// A claim that is copied to a request header (Istio, "ClaimToHeader").
public record ClaimToHeader(@Required String header, @Required String claim) implements Verified {
  @Override
  public void verify(Findings findings) {
    if (!header.isEmpty()) {
      HeaderRules.strictName(findings.at("header"), header);
    }
  }
}
