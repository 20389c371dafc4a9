/// What a sidecar does with the traffic to its workload: the chains of each port by mutual TLS mode
/// and protocol, and the clusters that lead to the application.
///
/// What does not live here: which mode holds, which is the world's part.
@NullMarked
package dev.weft.compiler.inbound;

import org.jspecify.annotations.NullMarked;
