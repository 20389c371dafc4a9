/// Reads route configurations: virtual hosts, matches, actions, retries, hashes, header edits.
///
/// What does not live here: the filters' settings on a route, which are read where the filters are.
@NullMarked
package dev.weft.graph.link.route;

import org.jspecify.annotations.NullMarked;
