/// Records of the EnvoyFilter kind as written; applying the patches is not done here.
@NullMarked
package dev.weft.api.envoyfilter;

import org.jspecify.annotations.NullMarked;
