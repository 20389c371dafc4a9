/// What an ingress controller makes of Kubernetes' Ingresses: the Gateways and VirtualServices that
/// say the same. Who serves those is decided as for any other.
@NullMarked
package dev.weft.world.ingress;

import org.jspecify.annotations.NullMarked;
