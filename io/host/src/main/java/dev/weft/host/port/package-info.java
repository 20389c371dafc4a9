/// Whether a TCP port of this host is free, and who holds it otherwise. Nothing here keeps a port.
@NullMarked
package dev.weft.host.port;

import org.jspecify.annotations.NullMarked;
