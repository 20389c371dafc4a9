/// The whole mesh over real sockets, on Weft's proxy and on Envoy, from one set of scenario files.
///
/// What needs no socket is tested beside the code it tests.
@NullMarked
package dev.weft.interop;

import org.jspecify.annotations.NullMarked;
