package dev.weft.api.kubernetes;

import dev.weft.api.schema.Spec;
import java.util.Optional;

/// An identity for pods (Kubernetes, core/v1).
public record ServiceAccount(Optional<Boolean> automountServiceAccountToken) implements Spec {}
