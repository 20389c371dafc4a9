package dev.weft.api.kubernetes.ingress;

import dev.weft.api.schema.Required;
import dev.weft.api.schema.Spec;

/// Which controller serves the Ingresses that name it (Kubernetes, networking.k8s.io/v1).
public record IngressClass(@Required Controlled spec) implements Spec {
  /// @param controller a name with a domain, such as `istio.io/ingress-controller`
  public record Controlled(String controller) {}
}
