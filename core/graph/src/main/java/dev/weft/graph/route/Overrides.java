package dev.weft.graph.route;

import dev.weft.graph.authorization.Rules;
import dev.weft.graph.cors.Cors;
import dev.weft.graph.fault.Fault;
import java.util.List;
import java.util.Optional;

/// Settings of HTTP filters for one route, the most specific of route, host and table.
///
/// @param authorization replaces the rules of the filters; an empty list switches them off
public record Overrides(
    Optional<Fault> fault, Optional<Cors> cors, Optional<List<Rules>> authorization) {
  public static final Overrides NONE =
      new Overrides(Optional.empty(), Optional.empty(), Optional.empty());

  /// These, and where they say nothing the wider ones.
  public Overrides over(Overrides wider) {
    return wider == NONE
        ? this
        : new Overrides(
            fault.or(wider::fault), cors.or(wider::cors), authorization.or(wider::authorization));
  }
}
