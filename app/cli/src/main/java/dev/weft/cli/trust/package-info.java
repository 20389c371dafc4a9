/// `weft trust`: whom the mesh believes, listed and changed.
///
/// What does not live here: TrustBundles themselves and what they mean.
@NullMarked
package dev.weft.cli.trust;

import org.jspecify.annotations.NullMarked;
