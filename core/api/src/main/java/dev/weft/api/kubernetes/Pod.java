package dev.weft.api.kubernetes;

import dev.weft.api.schema.Spec;
import java.util.Optional;

/// Containers that share an address (Kubernetes, core/v1 Pod).
public record Pod(Optional<PodSpec> spec, Optional<PodStatus> status) implements Spec {}
