/// The control-plane process: its settings, and the one method that wires it.
///
/// What lives here: composition. What does not: what resources mean (`core/world`,
/// `core/compiler`), how they travel (`io/rpc`).
@NullMarked
package dev.weft.controlplane;

import org.jspecify.annotations.NullMarked;
