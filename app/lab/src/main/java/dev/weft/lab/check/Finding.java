package dev.weft.lab.check;

import java.util.List;

/// One line of the table: an expectation for one caller, and what was seen.
///
/// @param caller `CLUSTER/POD`
/// @param name of the expectation
/// @param call the URL as it is written in the lab's file
/// @param expected in words
/// @param observed in words
/// @param reason why it was so, or what to do when it is not as expected
/// @param holds whether it is as expected
/// @param answered who answered, `CLUSTER/POD`
/// @param encrypted whether the servers saw an identity
public record Finding(
    String caller,
    String name,
    String call,
    String expected,
    String observed,
    String reason,
    boolean holds,
    List<String> answered,
    boolean encrypted) {
  public Finding {
    answered = List.copyOf(answered);
  }

  /// The same under another name.
  Finding named(String other) {
    return new Finding(caller, other, call, expected, observed, reason, holds, answered, encrypted);
  }
}
