/// What name servers answer, as values: a cluster's own server, and the agent of a pod for the
/// names that the mesh knows. Messages on the wire are the business of `io/linux`.
///
/// Names have no dot at their end and are in lower case.
@NullMarked
package dev.weft.capture.dns;

import org.jspecify.annotations.NullMarked;
