/// The objects of one cluster as JSON, their versions and the history of their changes, kept in
/// files so that a process that was killed comes back with the same ones.
@NullMarked
package dev.weft.lab.cluster.store;

import org.jspecify.annotations.NullMarked;
