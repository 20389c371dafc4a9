package dev.weft.api.destinationrule;

import dev.weft.api.schema.Findings;
/// The region that takes over when another has no healthy endpoints.
import dev.weft.api.schema.Verified;

public record Failover(String from, String to) implements Verified {
  @Override
  public void verify(Findings findings) {
    if (from.equals(to)) {
      findings.invalid("'" + from + "' fails over to itself", "name another region");
    }
    for (String region : java.util.List.of(from, to)) {
      if (region.contains("/") || region.contains("*")) {
        findings.invalid("'" + region + "' is not a region", "name a region alone");
      }
    }
  }
}
