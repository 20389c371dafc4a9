/// Records of the Telemetry kind as written; nothing is reported from here.
@NullMarked
package dev.weft.api.telemetry;

import org.jspecify.annotations.NullMarked;
