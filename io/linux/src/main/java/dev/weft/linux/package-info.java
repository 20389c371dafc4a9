/// One Linux machine as a mesh needs it: what `core/capture` says, applied. Decides nothing.
@NullMarked
package dev.weft.linux;

import org.jspecify.annotations.NullMarked;
