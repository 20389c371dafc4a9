/// From trees to records: the shapes that record types describe, and the binding of nodes to them
/// with every mismatch reported at its place. What a kind's values may be is said by its records.
@NullMarked
package dev.weft.api.bind;

import org.jspecify.annotations.NullMarked;
