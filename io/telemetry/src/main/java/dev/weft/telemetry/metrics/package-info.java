/// Counters, gauges and histograms, and how they are shown: Prometheus text, Envoy's own text and
/// JSON.
///
/// What lives here knows numbers and names. What does not: which numbers a proxy counts, and
/// sockets to serve them on.
@NullMarked
package dev.weft.telemetry.metrics;

import org.jspecify.annotations.NullMarked;
