package dev.weft.xds;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;

/// A message from client to server, in the mode of its stream.
public sealed interface Request {
  /// A state-of-the-world request.
  record Whole(DiscoveryRequest message) implements Request {
    @Override
    public String typeUrl() {
      return message.getTypeUrl();
    }
  }

  /// A delta request.
  record Increment(DeltaDiscoveryRequest message) implements Request {
    @Override
    public String typeUrl() {
      return message.getTypeUrl();
    }
  }

  /// The type it is about.
  String typeUrl();
}
