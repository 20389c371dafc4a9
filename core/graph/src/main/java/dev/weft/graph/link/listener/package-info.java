/// Reads listeners: filter chains, what is looked at before one is chosen, and what each ends in.
///
/// What does not live here: routes and HTTP filters, which have readers of their own.
@NullMarked
package dev.weft.graph.link.listener;

import org.jspecify.annotations.NullMarked;
