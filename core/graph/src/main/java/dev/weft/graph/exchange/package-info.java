/// What is known of one connection and of one request: where it arrived, what it looked like, who
/// sent it, its head and its edits.
///
/// What lives here is handed to decisions as an argument or handed back as data. What does not:
/// anything linked from xDS resources.
@NullMarked
package dev.weft.graph.exchange;

import org.jspecify.annotations.NullMarked;
