/// The Graph: everything the data plane decides by, linked from xDS resources.
///
/// What lives here is the whole and the way to make it. What does not: the parts, which are in the
/// packages below, and anything with a socket, a thread or a clock.
@NullMarked
package dev.weft.graph;

import org.jspecify.annotations.NullMarked;
