package dev.weft.api.envoyfilter;

/// Which route of a waypoint.
public record WaypointRoute(String name) {}
