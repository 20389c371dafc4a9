/// Which requests a route takes: the target taken apart and normalised, and matches on path, query
/// and headers.
///
/// What does not live here: what a route does with a request.
@NullMarked
package dev.weft.graph.route.match;

import org.jspecify.annotations.NullMarked;
