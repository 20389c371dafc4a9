/// A small mesh in one process, in which a proxy serves requests to itself: what the start-up cache
/// is recorded from, and the shortest proof that all parts fit.
///
/// What lives here plays the control plane, the agent and the client. What does not: the proxy.
@NullMarked
package dev.weft.proxy.training;

import org.jspecify.annotations.NullMarked;
