/// The proxy process: a bootstrap file in, a data plane out.
///
/// What lives here wires the parts and keeps them in step. What does not: any decision about a
/// request, which is the graph's, and any byte of it, which is the net's.
@NullMarked
package dev.weft.proxy;

import org.jspecify.annotations.NullMarked;
