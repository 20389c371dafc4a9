/// Where configuration comes from: the file, the control plane, the secret service; and when what
/// came may take effect.
///
/// What lives here yields [dev.weft.xds.Resources]. What does not: linking and serving them.
@NullMarked
package dev.weft.proxy.source;

import org.jspecify.annotations.NullMarked;
