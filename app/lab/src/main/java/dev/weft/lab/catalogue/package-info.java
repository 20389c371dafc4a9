/// The labs that Weft brings along, and those of the user: finding and reading their files. What
/// the files mean is not known here.
@NullMarked
package dev.weft.lab.catalogue;

import org.jspecify.annotations.NullMarked;
