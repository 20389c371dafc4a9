/// The bootstrap file of a proxy, as a tree of maps and lists: Weft's proxy and Envoy read the same
/// one.
///
/// What lives here: its shape. What does not: files, and what a proxy makes of them.
@NullMarked
package dev.weft.xds.bootstrap;

import org.jspecify.annotations.NullMarked;
