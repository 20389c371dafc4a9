package dev.weft.capture.redirect;

import java.util.List;

/// Network interfaces with rules of their own.
///
/// @param excluded what comes or goes through these is never redirected
/// @param rerouted virtual interfaces (of virtual machines in the pod) whose traffic counts as
///   outgoing
public record Interfaces(List<String> excluded, List<String> rerouted) {
  public static final Interfaces NONE = new Interfaces(List.of(), List.of());

  public Interfaces {
    excluded = List.copyOf(excluded);
    rerouted = List.copyOf(rerouted);
  }
}
