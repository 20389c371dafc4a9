/// The clients and the upstream of a benchmark, as cheap as can be so that the proxy is what is
/// measured.
@NullMarked
package dev.weft.bench.macro.load;

import org.jspecify.annotations.NullMarked;
