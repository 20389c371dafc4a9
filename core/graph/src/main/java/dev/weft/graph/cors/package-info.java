/// Cross-origin resource sharing.
///
/// What lives here is a policy and what it says of an origin. What does not: preflight replies.
@NullMarked
package dev.weft.graph.cors;

import org.jspecify.annotations.NullMarked;
