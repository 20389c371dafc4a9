/// Records of the Sidecar kind as written; what a node may see is decided elsewhere.
@NullMarked
package dev.weft.api.sidecar;

import org.jspecify.annotations.NullMarked;
