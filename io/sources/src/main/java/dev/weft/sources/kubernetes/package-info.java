/// The API server of a Kubernetes cluster as a [dev.weft.sources.Source]: list and watch of what a
/// mesh reads, by a kubeconfig. Nothing here writes to a cluster; the one request that is not a
/// read asks whose a token is.
@NullMarked
package dev.weft.sources.kubernetes;

import org.jspecify.annotations.NullMarked;
