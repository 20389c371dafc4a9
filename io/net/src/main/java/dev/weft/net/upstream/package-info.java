/// Connections to endpoints: dialling, TLS, pools, and one request's stream on them.
///
/// What lives here is told where to connect and what is wanted. What does not: the choice of an
/// endpoint, retries, or anything about the client.
@NullMarked
package dev.weft.net.upstream;

import org.jspecify.annotations.NullMarked;
