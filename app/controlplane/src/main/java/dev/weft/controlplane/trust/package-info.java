/// The mesh's trust in other domains at work: its own bundle published, foreign ones fetched.
///
/// What does not live here: what is believed, which the world derives from resources, and keys,
/// which the authority has.
@NullMarked
package dev.weft.controlplane.trust;

import org.jspecify.annotations.NullMarked;
