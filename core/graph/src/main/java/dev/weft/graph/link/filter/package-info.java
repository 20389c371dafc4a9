/// Reads the HTTP filters of a connection manager and what a route says of them.
///
/// What does not live here: network filters, and the connection manager itself.
@NullMarked
package dev.weft.graph.link.filter;

import org.jspecify.annotations.NullMarked;
