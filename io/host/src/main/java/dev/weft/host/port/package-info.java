/// Whether a TCP port of this host is free, who holds it otherwise, and how to hold one. Nothing
/// here listens.
@NullMarked
package dev.weft.host.port;

import org.jspecify.annotations.NullMarked;
