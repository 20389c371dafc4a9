/// The immutable, versioned snapshot of the mesh: configuration, services, workloads, endpoints,
/// and what each node may see of them.
///
/// What lives here: nouns of the registry, how they are derived from resources, look-up and
/// precedence between resources. What does not: anything about xDS, sessions, files or clocks.
@NullMarked
package dev.weft.world;

import org.jspecify.annotations.NullMarked;
