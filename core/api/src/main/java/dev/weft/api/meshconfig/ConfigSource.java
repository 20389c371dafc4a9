package dev.weft.api.meshconfig;

import dev.weft.api.destinationrule.ClientTlsSettings;
import java.util.List;
import java.util.Optional;

/// A place that resources come from.
public record ConfigSource(
    String address,
    Optional<ClientTlsSettings> tlsSettings,
    List<SubscribedResource> subscribedResources) {
  public ConfigSource {
    subscribedResources = List.copyOf(subscribedResources);
  }

  /// One of the values that the API has; the first is the default.
  public enum SubscribedResource {
    SERVICE_REGISTRY
  }
}
