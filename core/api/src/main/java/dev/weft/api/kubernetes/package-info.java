/// The Kubernetes kinds that a mesh reads, with the fields that it reads; their other fields are
/// tolerated and kept in the text only.
@NullMarked
package dev.weft.api.kubernetes;

import org.jspecify.annotations.NullMarked;
