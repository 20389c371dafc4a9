/// The admin interface, shaped like Envoy's: what is configured, what is happening, a few commands.
///
/// What lives here reads and prints. What does not: anything on the way of a request.
@NullMarked
package dev.weft.proxy.admin;

import org.jspecify.annotations.NullMarked;
