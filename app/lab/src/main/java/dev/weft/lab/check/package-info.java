/// Calls from pods as the expectations of a lab say, and judges what came of them. Calling is done
/// by ordinary programs in the pods; what a lab looks like is known elsewhere.
@NullMarked
package dev.weft.lab.check;

import org.jspecify.annotations.NullMarked;
