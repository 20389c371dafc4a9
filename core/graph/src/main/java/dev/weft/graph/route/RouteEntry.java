package dev.weft.graph.route;

import dev.weft.graph.edit.Edits;
import dev.weft.graph.route.match.RouteMatch;

/// A route with all that is needed to take it.
public record RouteEntry(
    Route route,
    RouteMatch match,
    Action action,
    Edits request,
    Edits response,
    Overrides overrides) {}
