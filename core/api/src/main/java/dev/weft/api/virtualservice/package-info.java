/// Records of the VirtualService kind as written; routing itself is decided elsewhere.
@NullMarked
package dev.weft.api.virtualservice;

import org.jspecify.annotations.NullMarked;
