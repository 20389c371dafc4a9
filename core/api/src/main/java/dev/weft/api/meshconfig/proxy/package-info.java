/// The settings of proxies in the mesh configuration; the ProxyConfig kind lives in its own
/// package.
@NullMarked
package dev.weft.api.meshconfig.proxy;

import org.jspecify.annotations.NullMarked;
