/// Which configuration applies where: look-up, precedence and merging of routing and security
/// resources, and the mesh-wide settings.
///
/// What lives here: choosing among resources. What does not: translating what was chosen, which is
/// the compiler's part.
@NullMarked
package dev.weft.world.rules;

import org.jspecify.annotations.NullMarked;
