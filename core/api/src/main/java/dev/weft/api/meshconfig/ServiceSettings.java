package dev.weft.api.meshconfig;

import java.util.List;
import java.util.Optional;

/// Settings of some services.
public record ServiceSettings(Optional<Settings> settings, List<String> hosts) {
  public ServiceSettings {
    hosts = List.copyOf(hosts);
  }

  /// Whether a service is confined to its cluster.
  public record Settings(boolean clusterLocal) {}
}
