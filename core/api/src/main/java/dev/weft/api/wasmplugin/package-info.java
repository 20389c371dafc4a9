/// Records of the WasmPlugin kind as written; nothing is loaded or run here.
@NullMarked
package dev.weft.api.wasmplugin;

import org.jspecify.annotations.NullMarked;
