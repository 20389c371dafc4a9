/// What a lab file says: clusters, networks, meshes, control planes, workloads, gateways, links and
/// expectations, read with positions and checked as a whole. Nothing is started here, and no
/// address is given out.
@NullMarked
package dev.weft.lab.topology;

import org.jspecify.annotations.NullMarked;
