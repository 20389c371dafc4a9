/// What a sidecar does with the traffic of its workload: listeners, virtual hosts and TCP chains.
///
/// What lives here: which connection and which host lead to which routes or cluster. What does not:
/// what a rule does with a request, and how clusters are spoken to.
@NullMarked
package dev.weft.compiler.outbound;

import org.jspecify.annotations.NullMarked;
