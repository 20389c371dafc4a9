/// Directories and files that only their owner may read. What is in them is not known here.
@NullMarked
package dev.weft.host.file;

import org.jspecify.annotations.NullMarked;
