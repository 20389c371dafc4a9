/// The mesh's names, as the pod's applications ask for them.
///
/// What lives here: the table that the control plane tells, and whom to ask for the rest. What does
/// not: answers (`core/capture`), messages and sockets (`io/linux`).
@NullMarked
package dev.weft.agent.names;

import org.jspecify.annotations.NullMarked;
