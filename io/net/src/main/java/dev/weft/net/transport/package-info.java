/// Event loops, sockets and their options: what differs between epoll and NIO, and how the original
/// destination of a redirected connection is recovered.
///
/// What does not live here: anything that reads or writes bytes.
@NullMarked
package dev.weft.net.transport;

import org.jspecify.annotations.NullMarked;
