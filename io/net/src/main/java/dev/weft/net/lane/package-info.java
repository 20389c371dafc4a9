/// What one event loop has to itself: the current graph, time, chance, alarms.
///
/// What lives here is confined to its loop and needs no locks. What does not: sockets and bytes.
@NullMarked
package dev.weft.net.lane;

import org.jspecify.annotations.NullMarked;
