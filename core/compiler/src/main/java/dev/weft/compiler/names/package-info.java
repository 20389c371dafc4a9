/// The names that a node's DNS answers with addresses of the mesh.
///
/// What does not live here: how a question is answered, which is the agent's part.
@NullMarked
package dev.weft.compiler.names;

import org.jspecify.annotations.NullMarked;
