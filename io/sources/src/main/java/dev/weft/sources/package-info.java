/// Where the mesh's resources come from: outside stores turned into changes of the world.
///
/// What lives here: watching a store and telling what became different, with every problem found on
/// the way. What does not: what a change means; the world decides that.
@NullMarked
package dev.weft.sources;

import org.jspecify.annotations.NullMarked;
