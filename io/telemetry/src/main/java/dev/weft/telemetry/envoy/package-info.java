/// The numbers Envoy keeps about clusters, listeners and HTTP, under Envoy's names.
///
/// What lives here counts records. What does not: the mesh's own metrics, which name workloads.
@NullMarked
package dev.weft.telemetry.envoy;

import org.jspecify.annotations.NullMarked;
