/// What the first bytes of a connection tell before a filter chain is chosen: TLS and its server
/// name, HTTP and its version.
///
/// What does not live here: the choice of the chain, and any decryption.
@NullMarked
package dev.weft.net.peek;

import org.jspecify.annotations.NullMarked;
