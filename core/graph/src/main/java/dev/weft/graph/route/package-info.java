/// HTTP routing: virtual hosts, routes, and the decision about one request.
///
/// What lives here turns a head into a [dev.weft.graph.route.Decision]. What does not: protocol
/// buffers, listeners, endpoints' choice, anything after the decision.
@NullMarked
package dev.weft.graph.route;

import org.jspecify.annotations.NullMarked;
