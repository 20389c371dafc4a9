/// Reads secrets and the TLS settings of both directions.
///
/// What does not live here: checking a certificate or a key.
@NullMarked
package dev.weft.graph.link.tls;

import org.jspecify.annotations.NullMarked;
