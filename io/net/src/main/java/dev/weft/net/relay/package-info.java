/// TCP: bytes between a client and an endpoint, as they are.
///
/// What does not live here: HTTP upgrades and tunnels, which are exchanges.
@NullMarked
package dev.weft.net.relay;

import org.jspecify.annotations.NullMarked;
