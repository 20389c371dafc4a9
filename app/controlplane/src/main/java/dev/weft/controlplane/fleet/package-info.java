/// The connected clients: who they are, what each is to have, and when it is told.
@NullMarked
package dev.weft.controlplane.fleet;

import org.jspecify.annotations.NullMarked;
