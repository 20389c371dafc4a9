/// Child processes: starting, reading their lines, signalling a whole group, leaving no orphan.
/// What is started, and whether it is started again, is decided elsewhere.
@NullMarked
package dev.weft.host.process;

import org.jspecify.annotations.NullMarked;
