/// The laptop mesh as values: who is in it, at which addresses, with which bootstrap file, and what
/// its run directory holds. Starting anything is not done here.
@NullMarked
package dev.weft.cli.mesh;

import org.jspecify.annotations.NullMarked;
