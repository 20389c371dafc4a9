/// What would happen to a request, hop by hop, in words: the proxy's own matcher run over the
/// compiled mesh, with the resource, field, file and line that decided each step.
///
/// What lives here asks the data plane's [dev.weft.graph] and tells; it matches nothing itself.
/// What does not: sockets, running proxies, and what did happen (that is telemetry's).
@NullMarked
package dev.weft.explain;

import org.jspecify.annotations.NullMarked;
