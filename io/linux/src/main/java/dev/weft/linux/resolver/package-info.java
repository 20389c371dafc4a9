/// Name servers: messages on the wire, a server over UDP and TCP, and asking another one.
@NullMarked
package dev.weft.linux.resolver;

import org.jspecify.annotations.NullMarked;
