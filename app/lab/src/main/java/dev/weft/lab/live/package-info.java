/// A lab that runs: its folders, the processes of its clusters, control planes and pods, the record
/// of what became of them, and the supervisor that keeps them. Addresses and resources are planned
/// elsewhere.
@NullMarked
package dev.weft.lab.live;

import org.jspecify.annotations.NullMarked;
