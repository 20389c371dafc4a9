/// The mesh's certificate authority: its keys on disk, and signing for whoever proved who it is.
@NullMarked
package dev.weft.controlplane.authority;

import org.jspecify.annotations.NullMarked;
