/// YAML and JSON text as trees whose every node knows its place, and back to text. What the text
/// means is not known here.
@NullMarked
package dev.weft.api.yaml;

import org.jspecify.annotations.NullMarked;
