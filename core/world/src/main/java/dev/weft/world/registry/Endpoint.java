package dev.weft.world.registry;

/// One place where one port of a service is served.
///
/// @param port the workload's port
public record Endpoint(Workload workload, int port, ServicePort servicePort) {
  public String address() {
    return workload.address();
  }
}
