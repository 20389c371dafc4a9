/// Reading an Envoy bootstrap file: YAML or JSON, every problem with its line.
///
/// What lives here knows the file and the protocol buffers. What does not: starting anything of
/// what the file asks for.
@NullMarked
package dev.weft.proxy.bootstrap;

import org.jspecify.annotations.NullMarked;
