package dev.weft.xds;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;

/// A message from server to client, in the mode of its stream.
public sealed interface Response {
  /// A state-of-the-world response.
  record Whole(DiscoveryResponse message) implements Response {
    @Override
    public String typeUrl() {
      return message.getTypeUrl();
    }

    @Override
    public String nonce() {
      return message.getNonce();
    }
  }

  /// A delta response.
  record Increment(DeltaDiscoveryResponse message) implements Response {
    @Override
    public String typeUrl() {
      return message.getTypeUrl();
    }

    @Override
    public String nonce() {
      return message.getNonce();
    }
  }

  /// The type of all resources in it.
  String typeUrl();

  /// Names this response in the answer to it; unique on its stream.
  String nonce();
}
