/// The networks of the mesh as clients see them: the gateways by which one is entered from another.
///
/// What lives here: how gateways are found, and which of them lead to an endpoint. What does not:
/// which network a workload is in, which is part of its placement.
@NullMarked
package dev.weft.world.network;

import org.jspecify.annotations.NullMarked;
