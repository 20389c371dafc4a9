/// Reads xDS messages into the parts of a graph.
///
/// What lives here knows Envoy's protocol buffers, field by field, and says precisely what it
/// refuses. What does not: deciding anything about traffic, or which version of a resource is
/// current.
@NullMarked
package dev.weft.graph.link;

import org.jspecify.annotations.NullMarked;
