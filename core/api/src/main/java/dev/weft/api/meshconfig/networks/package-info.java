/// Networks of the mesh as written; which network a workload is in is decided elsewhere.
@NullMarked
package dev.weft.api.meshconfig.networks;

import org.jspecify.annotations.NullMarked;
