package dev.weft.api.kubernetes.deployment;

import dev.weft.api.schema.Required;
import dev.weft.api.schema.Spec;

/// Pods made from a template (Kubernetes, apps/v1).
public record Deployment(@Required DeploymentSpec spec) implements Spec {}
