/// Records of the ServiceEntry kind as written; services are derived from them elsewhere.
@NullMarked
package dev.weft.api.serviceentry;

import org.jspecify.annotations.NullMarked;
