/// What a connection manager does to every head before routing: whom it believes, and which headers
/// may pass.
///
/// What does not live here: routing itself.
@NullMarked
package dev.weft.graph.route.edge;

import org.jspecify.annotations.NullMarked;
