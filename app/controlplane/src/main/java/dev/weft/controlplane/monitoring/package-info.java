/// The control plane's HTTP side, on loopback: resources, instances, debug pages, metrics.
@NullMarked
package dev.weft.controlplane.monitoring;

import org.jspecify.annotations.NullMarked;
