package dev.weft.world.registry;

/// Whether a workload can take requests.
public enum Health {
  HEALTHY,
  /// Known to fail its readiness check; sent to proxies as such.
  UNHEALTHY,
  /// Ending, or its process is down: not sent to proxies at all.
  WITHDRAWN
}
