package dev.weft.api.kubernetes.ingress;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import java.util.List;
import java.util.Optional;

/// The wanted state of an Ingress.
///
/// @param ingressClassName empty for none
/// @param defaultBackend for requests that no rule takes
public record IngressSpec(
    String ingressClassName,
    Optional<IngressBackend> defaultBackend,
    List<IngressTls> tls,
    List<IngressRule> rules)
    implements Verified {
  public IngressSpec {
    tls = List.copyOf(tls);
    rules = List.copyOf(rules);
  }

  @Override
  public void verify(Findings findings) {
    if (rules.isEmpty() && defaultBackend.isEmpty()) {
      findings.missing("the ingress leads nowhere", "write 'rules' or 'defaultBackend'");
    }
  }
}
