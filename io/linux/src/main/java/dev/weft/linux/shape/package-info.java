/// Links with latency, jitter, loss and a bandwidth, without the kernel's traffic control.
@NullMarked
package dev.weft.linux.shape;

import org.jspecify.annotations.NullMarked;
