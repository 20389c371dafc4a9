/// Whose certificates the mesh's proxies accept: roots by trust domain, and the names that callers
/// may have.
///
/// What does not live here: which domains are believed, which is the world's part, and which server
/// has which name, which clusters know.
@NullMarked
package dev.weft.compiler.trust;

import org.jspecify.annotations.NullMarked;
