/// Fault drills: what a caller sees while something is broken and mended again. Breaking is ordered
/// from the lab's supervisor; calls are made as expectations make them.
@NullMarked
package dev.weft.lab.drill;

import org.jspecify.annotations.NullMarked;
