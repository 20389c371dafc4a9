/// Records of the PeerAuthentication kind as written; which mode holds for a workload is decided
/// elsewhere.
@NullMarked
package dev.weft.api.peerauthentication;

import org.jspecify.annotations.NullMarked;
