/// The process beside a proxy that makes a workload's key, has it certified, serves it over SDS and
/// renews it.
///
/// What lives here: settings and wiring. What does not: keys and requests (`core/pki`), carriers
/// (`io/rpc`).
@NullMarked
package dev.weft.agent;

import org.jspecify.annotations.NullMarked;
