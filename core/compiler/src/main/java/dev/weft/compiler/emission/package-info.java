/// The spelling of a plan: Weft's words become Envoy v3 messages under the names that istiod uses.
///
/// What lives here decides nothing about traffic. What does not: any look at the world or a
/// resource kind; those have become a plan before.
@NullMarked
package dev.weft.compiler.emission;

import org.jspecify.annotations.NullMarked;
