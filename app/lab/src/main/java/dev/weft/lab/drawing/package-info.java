/// Pictures of a lab, as text and as SVG: what is where, and who reaches whom. What is drawn comes
/// from elsewhere.
@NullMarked
package dev.weft.lab.drawing;

import org.jspecify.annotations.NullMarked;
