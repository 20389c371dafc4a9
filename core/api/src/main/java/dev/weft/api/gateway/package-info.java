/// Records of the Gateway kind as written; merging servers into listeners happens elsewhere.
@NullMarked
package dev.weft.api.gateway;

import org.jspecify.annotations.NullMarked;
