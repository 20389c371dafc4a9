/// Micro-benchmarks of what happens once per request or once per change: matching, balancing,
/// compiling, linking.
///
/// `proof/bench/jmh/run` builds and runs them; the figures are in docs/performance.md.
@NullMarked
package dev.weft.bench.jmh;

import org.jspecify.annotations.NullMarked;
