/// The plan: what one node is to do, in Weft's own words, before it is spelled as xDS.
///
/// A plan is plain immutable data that compares by value, so that two nodes with the same view
/// share what is emitted from it. What does not live here: how a plan comes about (the feature
/// packages) and how it is spelled (emission).
@NullMarked
package dev.weft.compiler.plan;

import org.jspecify.annotations.NullMarked;
