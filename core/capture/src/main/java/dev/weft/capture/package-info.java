/// What the kernel and the resolver of a machine must do, as text and tables. Applying it is the
/// business of `io/linux`.
@NullMarked
package dev.weft.capture;

import org.jspecify.annotations.NullMarked;
