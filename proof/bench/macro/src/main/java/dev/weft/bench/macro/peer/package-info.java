/// The proxies that are compared: the configuration each is given, how it is started, pinned and
/// metered.
@NullMarked
package dev.weft.bench.macro.peer;

import org.jspecify.annotations.NullMarked;
