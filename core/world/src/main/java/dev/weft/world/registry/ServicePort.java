package dev.weft.world.registry;

import dev.weft.model.Protocol;

/// A port of a service.
///
/// @param number what clients address
/// @param name unique within the service; may be empty when it is the only port
/// @param targetPort the workload's port: a number, or the name of a container port; empty for the
///   same number
public record ServicePort(int number, String name, Protocol protocol, String targetPort) {
  /// The workload's port where it is a number, else the service port's own number.
  public int targetNumber() {
    boolean digits =
        !targetPort.isEmpty()
            && targetPort.length() < 6
            && targetPort.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Integer.parseInt(targetPort) : number;
  }
}
