/// xDS over gRPC: the server's streams, the client's stream, and secrets as resources.
///
/// What lives here: carrying the sessions of `core/xds` over connections, one at a time per stream,
/// never faster than the peer reads. What does not: what is in a response; sessions decide that.
@NullMarked
package dev.weft.rpc.xds;

import org.jspecify.annotations.NullMarked;
