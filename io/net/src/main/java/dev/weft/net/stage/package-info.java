/// The whole data path put together: listeners bound, connections accepted, graphs swapped, drained
/// and closed.
///
/// What does not live here: what happens to a request or to bytes once a chain serves them.
@NullMarked
package dev.weft.net.stage;

import org.jspecify.annotations.NullMarked;
