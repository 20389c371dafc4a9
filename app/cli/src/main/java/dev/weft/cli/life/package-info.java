/// Commands about the life of a mesh: up, status, logs, down. How a mesh is run is
/// `dev.weft.cli.run`'s part.
@NullMarked
package dev.weft.cli.life;

import org.jspecify.annotations.NullMarked;
