/// TLS contexts made from the graph's secrets, on BoringSSL, and the verification of peers.
///
/// What does not live here: issuing or renewing certificates, and the choice of a filter chain.
@NullMarked
package dev.weft.net.tls;

import org.jspecify.annotations.NullMarked;
