/// HTTP exchanges: one request from its head to its record, over any pair of HTTP versions.
///
/// What lives here carries out what the graph decided. What does not: deciding, and connections to
/// upstreams.
@NullMarked
package dev.weft.net.exchange;

import org.jspecify.annotations.NullMarked;
