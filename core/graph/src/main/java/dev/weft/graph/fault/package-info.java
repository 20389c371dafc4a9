/// Injected delays and aborts.
///
/// What lives here decides whether one request suffers. What does not: waiting and answering.
@NullMarked
package dev.weft.graph.fault;

import org.jspecify.annotations.NullMarked;
