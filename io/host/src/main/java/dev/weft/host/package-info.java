/// What a long-running part of Weft is ([dev.weft.host.Program]), how it is found, started and
/// stopped, and how it reads its arguments. Wiring of real programs does not live here, and neither
/// does anything that knows the mesh.
@NullMarked
package dev.weft.host;

import org.jspecify.annotations.NullMarked;
