/// What is printed for a person or for a script: colours, tables, JSON and YAML. Words and meaning
/// come from the caller.
@NullMarked
package dev.weft.host.terminal;

import org.jspecify.annotations.NullMarked;
