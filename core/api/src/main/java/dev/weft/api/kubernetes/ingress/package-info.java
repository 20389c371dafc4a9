/// Records of Kubernetes' Ingress and IngressClass as written; what an ingress controller makes of
/// them is decided elsewhere.
@NullMarked
package dev.weft.api.kubernetes.ingress;

import org.jspecify.annotations.NullMarked;
