package dev.weft.cli.run;

/// How Weft's own parts are spread over processes.
public enum Isolation {
  /// All in the process of `weft up`, to be light.
  SHARED,
  /// The control plane, each agent and each proxy in a process of its own, as in production.
  PROCESSES
}
