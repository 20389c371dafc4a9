package dev.weft.explain;

import java.util.List;
import java.util.Optional;

/// One step that the request takes.
///
/// @param place the workload or gateway in whose proxy it is taken
/// @param text what happens, a sentence without a full stop
/// @param cause the resource that decided it
/// @param facts details, in the order in which they are to be shown
public record Hop(Stage stage, String place, String text, Optional<Cause> cause, List<Fact> facts) {
  public Hop {
    facts = List.copyOf(facts);
  }

  /// The steps, in their order; those from the listener on are taken again at the destination.
  public enum Stage {
    HOST,
    LISTENER,
    CHAIN,
    ROUTE,
    CLUSTER,
    ENDPOINT,
    TLS,
    VERDICT
  }

  public record Fact(String name, String value) {}

  /// @param rule such as `VirtualService default/reviews spec.http[0]`
  /// @param position `FILE:LINE:COLUMN`, empty when the resource was not read from a file
  public record Cause(String rule, String position) {}
}
