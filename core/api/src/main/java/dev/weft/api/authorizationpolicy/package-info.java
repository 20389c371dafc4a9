/// Records of the AuthorizationPolicy kind as written; requests are not judged here.
@NullMarked
package dev.weft.api.authorizationpolicy;

import org.jspecify.annotations.NullMarked;
