/// The ways between networks, as far as something outside has to be asked for them. What does not
/// live here: which gateways there are and who is sent to them, which the core decides.
@NullMarked
package dev.weft.controlplane.network;

import org.jspecify.annotations.NullMarked;
