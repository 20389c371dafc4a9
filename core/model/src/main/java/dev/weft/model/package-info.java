/// The nouns that every module speaks: names, labels, localities, identities, matches, positions
/// and problems.
///
/// What lives here is a small immutable value with no behaviour of its own beyond parsing, printing
/// and comparing. What does not: anything that knows of a resource kind, a protocol buffer, a
/// socket or a clock.
@NullMarked
package dev.weft.model;

import org.jspecify.annotations.NullMarked;
