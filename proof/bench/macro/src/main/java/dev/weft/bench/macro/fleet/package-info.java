/// The control plane under a fleet of proxies: how soon all are in sync, what that costs, and how
/// long a change takes to reach them.
@NullMarked
package dev.weft.bench.macro.fleet;

import org.jspecify.annotations.NullMarked;
