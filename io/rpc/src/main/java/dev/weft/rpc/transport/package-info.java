/// Listening and connecting: addresses, TLS material that may change while in use, bounds and
/// keep-alive, for every gRPC service of Weft.
///
/// What lives here: how bytes get to a service. What does not: what any service says.
@NullMarked
package dev.weft.rpc.transport;

import org.jspecify.annotations.NullMarked;
