package dev.weft.host;

import java.util.List;

/// A long-running part of Weft, such as the control plane or a proxy, found by
/// [java.util.ServiceLoader].
///
/// A program may be started several times in one process, so it holds no static mutable state,
/// never ends the process, and stops cleanly.
public interface Program {
  /// The word that names it on the command line, such as `control-plane`.
  String name();

  /// One line for the list of commands, without a full stop.
  String summary();

  /// What it accepts; shown by `weft NAME --help`.
  default Options options() {
    return Options.NONE;
  }

  /// Whether it has words of its own, such as `lab up`, and so reads its whole command line,
  /// `--help` included, by itself.
  default boolean hasWords() {
    return false;
  }

  /// Whether it does one thing and ends, rather than run until it is stopped.
  default boolean isBrief() {
    return false;
  }

  /// Whether only Weft itself starts it, so that the list of commands leaves it out.
  default boolean isInternal() {
    return false;
  }

  /// Starts it, and returns once it can be used: its ports are bound.
  ///
  /// @param arguments what follows its name on the command line
  /// @throws Refusal when it cannot start, with one sentence for the operator; nothing is left
  ///   running then
  Running start(List<String> arguments, Environment environment);
}
