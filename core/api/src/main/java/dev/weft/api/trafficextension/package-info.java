/// Records of the TrafficExtension kind as written; nothing is loaded or run here.
@NullMarked
package dev.weft.api.trafficextension;

import org.jspecify.annotations.NullMarked;
