/// How a pod's connections get to its proxy: the rules that take them there, in the chains and the
/// order of Istio, so that the tools and habits of its users hold.
@NullMarked
package dev.weft.capture.redirect;

import org.jspecify.annotations.NullMarked;
