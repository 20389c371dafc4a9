/// `weft capture`: has the kernel take a pod's traffic to its proxy.
///
/// What lives here: settings and order. What does not: the rules (`core/capture`), the programs
/// that put them into the kernel (`io/linux`).
@NullMarked
package dev.weft.agent.capture;

import org.jspecify.annotations.NullMarked;
