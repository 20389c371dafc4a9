/// Who may call a workload: AuthorizationPolicies as gates of its chains.
///
/// What lives here: which policies become which gate, what their conditions compare, and what holds
/// where only bytes are seen. What does not: which policies hold for a workload, which is the
/// world's part, and the matching itself, which is the proxy's.
@NullMarked
package dev.weft.compiler.authorization;

import org.jspecify.annotations.NullMarked;
