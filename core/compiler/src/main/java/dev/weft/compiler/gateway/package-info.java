/// What a gateway proxy does: the servers of all Gateways that choose it, merged by port, and the
/// routes that VirtualServices bind to them.
///
/// What does not live here: what a rule does with a request, and how clusters are spoken to.
@NullMarked
package dev.weft.compiler.gateway;

import org.jspecify.annotations.NullMarked;
