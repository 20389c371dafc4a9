package dev.weft.explain;

import java.util.List;

/// What would happen to a request.
///
/// @param from the workload or gateway that sends it
/// @param hops the steps that are the same whatever the dice say
/// @param branches the ways on from there, the most likely first; one when nothing is left to
///   chance
public record Explanation(String from, Request request, List<Hop> hops, List<Branch> branches) {
  public Explanation {
    hops = List.copyOf(hops);
    branches = List.copyOf(branches);
  }

  /// One way that the request may take.
  ///
  /// @param percent how often, 0 to 100
  /// @param exact whether `percent` is a configured weight, not an estimate
  public record Branch(double percent, boolean exact, List<Hop> hops, Outcome outcome) {
    public Branch {
      hops = List.copyOf(hops);
    }
  }

  /// What the client gets.
  ///
  /// @param status the HTTP status when a proxy answers; 0 when the application answers, or for TCP
  /// @param cluster the outbound cluster, empty when there is none
  /// @param route the name of the route that decided, empty when none did
  /// @param rule the rule behind that route, empty when no resource called for it
  /// @param text a sentence without a full stop
  public record Outcome(
      Verdict verdict, int status, String cluster, String route, String rule, String text) {}

  public enum Verdict {
    /// It reaches the application.
    ARRIVES,
    /// It leaves the mesh, or this network through the gateway of another.
    LEAVES,
    /// A proxy answers it.
    ANSWERED,
    /// The connection is closed, or nothing can take it.
    FAILS
  }
}
