/// Endpoints: as the control plane lists them, as they are used, and the live state of each,
/// outlier detection's verdict among it.
///
/// What does not live here: the choice among them, and the cluster's own settings.
@NullMarked
package dev.weft.graph.cluster.endpoint;

import org.jspecify.annotations.NullMarked;
