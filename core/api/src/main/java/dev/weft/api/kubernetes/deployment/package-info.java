/// Deployments and the pods they ask for. What does not live here: pods that run.
@NullMarked
package dev.weft.api.kubernetes.deployment;

import org.jspecify.annotations.NullMarked;
