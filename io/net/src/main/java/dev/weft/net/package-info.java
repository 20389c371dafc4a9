/// The nouns that the whole data path shares: how it is set up, and who is told what it did.
///
/// The path itself is in the packages below: `transport` (sockets), `peek` (first bytes), `tls`,
/// `codec` (HTTP on the wire), `upstream` (pools), `exchange` (one request), `relay` (TCP) and
/// `stage`, which puts them together. What does not live here: names of metrics, formats of logs.
@NullMarked
package dev.weft.net;

import org.jspecify.annotations.NullMarked;
