/// What every reader of xDS messages needs: where a field is, how to refuse it in words, how to
/// unwrap it, the matchers that many messages share, and the directories of live cells that names
/// become.
///
/// What does not live here: any one kind of resource.
@NullMarked
package dev.weft.graph.link.reading;

import org.jspecify.annotations.NullMarked;
