package dev.weft.api.kubernetes;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.Optional;

/// One address of a subset.
public record EndpointAddress(
    @Required String ip, String hostname, String nodeName, Optional<ObjectReference> targetRef)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    if (!ip.isEmpty()) {
      Expect.address(findings.at("ip"), ip);
    }
  }
}
