package dev.weft.api.virtualservice;

import dev.weft.api.schema.Expect;
/// A port by number (Istio, "PortSelector").
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;

public record PortSelector(int number) implements Verified {
  @Override
  public void verify(Findings findings) {
    Expect.port(findings.at("number"), number);
  }
}
