/// A workload's key: made here, certified by the authority, renewed in time.
///
/// What does not live here: keys and requests themselves (`core/pki`), carriers (`io/rpc`).
@NullMarked
package dev.weft.agent.certificate;

import org.jspecify.annotations.NullMarked;
