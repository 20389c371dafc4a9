/// Passes a proxy's discovery stream on to the control plane, with the agent's own subscriptions
/// beside it.
///
/// What lives here: the carrying. What does not: whose token is shown, and what is done with what
/// came for the agent.
@NullMarked
package dev.weft.rpc.relay;

import org.jspecify.annotations.NullMarked;
