/// What every command shares: where it prints, which mesh and which control plane it asks, how it
/// fails. The commands themselves are not here.
@NullMarked
package dev.weft.cli.session;

import org.jspecify.annotations.NullMarked;
