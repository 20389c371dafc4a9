package dev.weft.api.kubernetes.ingress;

import dev.weft.api.kubernetes.ObjectReference;
import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import dev.weft.model.Problem;
import java.util.Optional;

/// Where requests go: a service of the Ingress's namespace.
///
/// @param resource some other object, which no controller of a mesh follows
public record IngressBackend(Optional<InService> service, Optional<ObjectReference> resource)
    implements Verified {
  /// A service and its port.
  public record InService(@Required String name, Optional<InPort> port) {}

  /// A port of a service by number, or, where that is zero, by name.
  public record InPort(String name, int number) {}

  @Override
  public void verify(Findings findings) {
    if (service.isPresent() && resource.isPresent()) {
      findings.conflict("'service' and 'resource' exclude one another", "keep 'service'");
    } else if (service.isEmpty() && resource.isEmpty()) {
      findings.missing("the backend names nothing", "write 'service'");
    }
    resource.ifPresent(other ->
        findings
            .at("resource")
            .warning(
                Problem.Code.NOT_YET_EFFECTIVE,
                "a backend that is not a service is accepted but has no effect",
                "write 'service'"));
    service.ifPresent(one -> {
      Findings at = findings.at("service").at("port");
      boolean named = one.port().filter(port -> !port.name().isEmpty()).isPresent();
      boolean numbered = one.port().filter(port -> port.number() != 0).isPresent();
      if (named == numbered) {
        at.invalid("a port is written by name or by number", "write 'number' or 'name'");
      } else if (numbered) {
        Expect.port(at.at("number"), one.port().get().number());
      }
    });
  }
}
