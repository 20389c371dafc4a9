/// Reads clusters and endpoints: discovery, balancing, limits, outlier detection, HTTP settings.
///
/// What does not live here: how they are encrypted to.
@NullMarked
package dev.weft.graph.link.cluster;

import org.jspecify.annotations.NullMarked;
