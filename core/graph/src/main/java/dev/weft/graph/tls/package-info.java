/// TLS settings of listeners and clusters, and the secrets they refer to.
///
/// What lives here names keys and roots and says how to verify. What does not: reading files,
/// parsing PEM, making contexts or handshakes.
@NullMarked
package dev.weft.graph.tls;

import org.jspecify.annotations.NullMarked;
