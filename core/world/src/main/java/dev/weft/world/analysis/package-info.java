/// Checks across resources: names that refer to nothing, resources that conflict, rules that can
/// never take effect. Each finding has Istio's code of the same meaning.
///
/// What lives here finds and explains; what does not: refusing or applying anything.
@NullMarked
package dev.weft.world.analysis;

import org.jspecify.annotations.NullMarked;
