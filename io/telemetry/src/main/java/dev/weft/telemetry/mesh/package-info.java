/// Istio's standard metrics: who called whom, how often, how long, with what outcome.
///
/// What lives here knows workloads and services. What does not: Envoy's own counters.
@NullMarked
package dev.weft.telemetry.mesh;

import org.jspecify.annotations.NullMarked;
