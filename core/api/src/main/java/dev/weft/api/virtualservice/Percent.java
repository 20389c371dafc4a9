package dev.weft.api.virtualservice;

import dev.weft.api.schema.Findings;
/// A share between 0 and 100 (Istio, "Percent").
import dev.weft.api.schema.Verified;

public record Percent(double value) implements Verified {
  @Override
  public void verify(Findings findings) {
    if (value < 0 || value > 100 || value > 0 && value < 0.0001) {
      findings
          .at("value")
          .invalid(value + " is not a percentage", "use 0, or a value from 0.0001 to 100");
    }
  }
}
