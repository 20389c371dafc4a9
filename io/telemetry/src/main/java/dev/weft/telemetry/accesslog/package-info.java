/// Access logs: Envoy's format operators compiled once, and lines written without waiting for the
/// disk.
///
/// What lives here turns a [dev.weft.graph.Record] into a line and gets it into a file. What does
/// not: deciding which listener logs what.
@NullMarked
package dev.weft.telemetry.accesslog;

import org.jspecify.annotations.NullMarked;
