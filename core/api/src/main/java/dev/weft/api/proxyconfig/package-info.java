/// Records of the ProxyConfig kind as written; the ProxyConfig message of the mesh configuration
/// lives beside MeshConfig.
@NullMarked
package dev.weft.api.proxyconfig;

import org.jspecify.annotations.NullMarked;
