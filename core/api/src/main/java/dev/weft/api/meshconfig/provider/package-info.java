/// Services that extend the mesh, as the mesh configuration names them; calling them is not done
/// here.
@NullMarked
package dev.weft.api.meshconfig.provider;

import org.jspecify.annotations.NullMarked;
