/// Clusters, networks and meshes made of network namespaces on one Linux machine.
@NullMarked
package dev.weft.lab;

import org.jspecify.annotations.NullMarked;
