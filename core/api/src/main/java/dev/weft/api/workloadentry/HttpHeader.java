package dev.weft.api.workloadentry;

import dev.weft.api.schema.Findings;
/// A header that a probe sends (Istio, "HTTPHeader").
import dev.weft.api.schema.HeaderRules;
import dev.weft.api.schema.Verified;

public record HttpHeader(String name, String value) implements Verified {
  @Override
  public void verify(Findings findings) {
    HeaderRules.strictName(findings.at("name"), name);
  }
}
