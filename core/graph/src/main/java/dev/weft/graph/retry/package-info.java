/// Whether a failed attempt is tried again.
///
/// What lives here judges outcomes. What does not: making attempts, or choosing endpoints for them.
@NullMarked
package dev.weft.graph.retry;

import org.jspecify.annotations.NullMarked;
