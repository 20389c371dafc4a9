/// World and node to plan, and plan to xDS resources.
///
/// What lives here: the two steps and how they meet. What does not: sessions, versions, and who is
/// connected.
@NullMarked
package dev.weft.compiler;

import org.jspecify.annotations.NullMarked;
