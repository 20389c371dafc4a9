/// Weft's proxy, Envoy and HAProxy under the same load on the same machine, in turns.
///
/// The command lives here: which scenarios, how many rounds, what is printed. Load generation is in
/// `load`, how each proxy is configured and started in `peer`.
@NullMarked
package dev.weft.bench.macro;

import org.jspecify.annotations.NullMarked;
