/// The xDS v3 protocol as values: resource types, sets of resources, and the two ends of an
/// aggregated stream as state machines, both state-of-the-world and delta.
///
/// What lives here decides what to send and what a message means. What does not: sockets, threads,
/// clocks (a carrier calls these machines from one thread at a time), the making of resources, and
/// their meaning for traffic.
@NullMarked
package dev.weft.xds;

import org.jspecify.annotations.NullMarked;
