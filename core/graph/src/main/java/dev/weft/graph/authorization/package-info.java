/// Role-based access control: who may do what (Envoy, `RBAC`).
///
/// What lives here is compiled conditions and their verdict. What does not: protocol buffers, the
/// refusal itself.
@NullMarked
package dev.weft.graph.authorization;

import org.jspecify.annotations.NullMarked;
