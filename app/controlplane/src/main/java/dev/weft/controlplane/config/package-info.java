/// What the mesh is to be: the sources, what was applied by hand, and the present world.
@NullMarked
package dev.weft.controlplane.config;

import org.jspecify.annotations.NullMarked;
