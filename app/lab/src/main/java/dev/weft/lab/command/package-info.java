/// The words of `weft lab`: reading command lines and printing. What they do is done elsewhere.
@NullMarked
package dev.weft.lab.command;

import org.jspecify.annotations.NullMarked;
