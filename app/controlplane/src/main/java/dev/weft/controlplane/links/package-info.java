/// The other clusters that the control plane reads: which there are, by the Secrets that say so,
/// and how it stands with each.
@NullMarked
package dev.weft.controlplane.links;

import org.jspecify.annotations.NullMarked;
