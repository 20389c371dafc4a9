/// Which trace a request belongs to, and how that is said in headers.
///
/// What lives here is pure: headers in, headers out; randomness is an argument. What does not:
/// exporting spans, and deciding which propagation a listener uses.
@NullMarked
package dev.weft.telemetry.trace;

import org.jspecify.annotations.NullMarked;
