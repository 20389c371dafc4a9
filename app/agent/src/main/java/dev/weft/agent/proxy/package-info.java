/// The proxy beside an agent: what it is told at its start, its process, and its admin interface.
@NullMarked
package dev.weft.agent.proxy;

import org.jspecify.annotations.NullMarked;
