package dev.weft.api.kubernetes.ingress;

import dev.weft.api.schema.Required;
import dev.weft.api.schema.Spec;

/// Requests from outside, led to services by host and path (Kubernetes, networking.k8s.io/v1).
public record Ingress(@Required IngressSpec spec) implements Spec {}
