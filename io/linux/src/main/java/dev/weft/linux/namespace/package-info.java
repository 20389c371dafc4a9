/// Network namespaces, the links between them, their addresses and routes, and running programs in
/// them. Everything made here is called `weft-...`, so that it can be found and removed later by
/// another process.
@NullMarked
package dev.weft.linux.namespace;

import org.jspecify.annotations.NullMarked;
