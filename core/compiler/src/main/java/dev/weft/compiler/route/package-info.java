/// VirtualService rules as routes, and the routes that services have without any.
///
/// What lives here: matches, actions, retries, faults, headers. What does not: virtual hosts and
/// the listeners that they belong to.
@NullMarked
package dev.weft.compiler.route;

import org.jspecify.annotations.NullMarked;
