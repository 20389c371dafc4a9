/// Records of the RequestAuthentication kind as written; tokens are not checked here.
@NullMarked
package dev.weft.api.requestauthentication;

import org.jspecify.annotations.NullMarked;
