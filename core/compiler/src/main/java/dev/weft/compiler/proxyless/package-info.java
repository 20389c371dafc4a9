/// The shape of xDS that gRPC clients without a proxy understand: a listener for each `host:port`
/// they dial, with the route table, cluster and endpoints behind it.
///
/// What lives here: reshaping what a sidecar of the same node would get. What does not: deciding
/// where requests go.
@NullMarked
package dev.weft.compiler.proxyless;

import org.jspecify.annotations.NullMarked;
