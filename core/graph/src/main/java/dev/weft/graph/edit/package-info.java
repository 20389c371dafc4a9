/// Header edits that routes and hosts ask for, with Envoy's command operators.
///
/// What lives here turns configured templates and one request into plain edits. What does not: when
/// they apply.
@NullMarked
package dev.weft.graph.edit;

import org.jspecify.annotations.NullMarked;
