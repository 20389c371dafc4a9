/// Weft's own kinds; starting what they describe is not done here.
@NullMarked
package dev.weft.api.weft;

import org.jspecify.annotations.NullMarked;
