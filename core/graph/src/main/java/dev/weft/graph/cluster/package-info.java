/// Clusters and endpoints: limits, live state, and the choice of an endpoint.
///
/// What lives here decides where a request may go. Its live cells (endpoints, load, ejections,
/// budget) are safe to use from every event loop. What does not: routes, connections, resolving
/// names.
@NullMarked
package dev.weft.graph.cluster;

import org.jspecify.annotations.NullMarked;
