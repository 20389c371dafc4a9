/// Golden cases: resources in, what a proxy is told and what would become of imagined requests out.
///
/// Nothing here decides anything: resources are compiled by `Compiler`, calls are answered by
/// `Explainer`, as `weft explain` does.
@NullMarked
package dev.weft.testkit.golden;

import org.jspecify.annotations.NullMarked;
