/// The command line: which commands there are, how they print, how they end. What they do lives in
/// the packages below and in the modules that this one wires.
@NullMarked
package dev.weft.cli;

import org.jspecify.annotations.NullMarked;
