/// Text to resources: the kinds, their metadata, and the parser that reports every problem of a
/// file at once. How resources relate to one another is not decided here.
@NullMarked
package dev.weft.api;

import org.jspecify.annotations.NullMarked;
