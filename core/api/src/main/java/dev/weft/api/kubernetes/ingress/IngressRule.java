package dev.weft.api.kubernetes.ingress;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.List;
import java.util.Optional;

/// What becomes of the requests for one host.
///
/// @param host empty for every one
public record IngressRule(String host, Optional<Http> http) implements Verified {
  /// The paths of a host, each with its backend.
  public record Http(@Required List<IngressPath> paths) {
    public Http {
      paths = List.copyOf(paths);
    }
  }

  @Override
  public void verify(Findings findings) {
    if (Expect.isAddress(host)) {
      findings
          .at("host")
          .invalid("'" + host + "' is an address", "name a host, or none for every one");
    } else if (!host.isEmpty()) {
      Expect.name(findings.at("host"), Names.wildcardHost(host), "write a host name or *.domain");
    }
  }
}
