/// What a cluster's nodes and its name server do with what is in the store.
@NullMarked
package dev.weft.lab.cluster.node;

import org.jspecify.annotations.NullMarked;
