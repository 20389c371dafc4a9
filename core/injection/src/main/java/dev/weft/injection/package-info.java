/// Which pods get a proxy beside them, why others do not, and what such a pod looks like then.
///
/// What lives here: trees of maps and lists in, the same out. What does not: reading files, a
/// webhook, and whatever runs in the pod.
@NullMarked
package dev.weft.injection;

import org.jspecify.annotations.NullMarked;
