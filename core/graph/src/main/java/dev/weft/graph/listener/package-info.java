/// Listeners, filter chains and what ends them.
///
/// What lives here decides which chain serves a connection and, for TCP, where it goes. What does
/// not: sockets, HTTP routing.
@NullMarked
package dev.weft.graph.listener;

import org.jspecify.annotations.NullMarked;
