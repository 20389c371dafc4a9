package dev.weft.lab.drill;

import java.time.Duration;

/// What came of a drill.
///
/// @param fault the words that broke something
/// @param calls that began while it was broken
/// @param failed of those
/// @param recovery until no call failed any more: from the fault, or, for a fault that is to be
///   felt, from its end
/// @param reason what is wrong, or why calls failed
public record Report(
    String name,
    String fault,
    int calls,
    int failed,
    Duration recovery,
    boolean holds,
    String reason) {
  /// Failed calls in percent of all.
  public double percent() {
    return calls == 0 ? 0 : 100.0 * failed / calls;
  }
}
