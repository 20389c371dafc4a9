/// How resources choose the workloads that they are for; which workloads those are is decided in
/// the world.
@NullMarked
package dev.weft.api.selection;

import org.jspecify.annotations.NullMarked;
