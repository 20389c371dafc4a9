/// Records of the mesh-wide configuration and of the networks, as written; defaults that depend on
/// the mesh are applied elsewhere.
@NullMarked
package dev.weft.api.meshconfig;

import org.jspecify.annotations.NullMarked;
