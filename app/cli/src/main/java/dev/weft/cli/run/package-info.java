/// Runs a laptop mesh: starts its parts in order, watches them, restarts what ends, tells the
/// control plane what is ready, and stops everything. What a part is, is known to
/// [dev.weft.cli.mesh]; what it does, to the programs themselves.
@NullMarked
package dev.weft.cli.run;

import org.jspecify.annotations.NullMarked;
