package dev.weft.graph.cluster;

import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.exchange.ResponseFlag;

/// The outcome of a choice.
public sealed interface Pick {
  record Chosen(Endpoint endpoint) implements Pick {}

  /// @param flag for the access log
  /// @param details such as `no_healthy_upstream`
  record None(ResponseFlag flag, String details) implements Pick {}
}
