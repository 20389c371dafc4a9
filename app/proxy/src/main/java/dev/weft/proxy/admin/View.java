package dev.weft.proxy.admin;

import dev.weft.graph.Graph;
import dev.weft.proxy.source.Origin;
import dev.weft.telemetry.metrics.Collector;
import dev.weft.xds.Resources;
import dev.weft.xds.XdsResource;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the admin interface may look at, always as it is now.
public interface View {
  /// The file that the process was started with.
  Bootstrap bootstrap();

  /// How far the process has come.
  Lifecycle lifecycle();

  Graph graph();

  /// What serves.
  Resources effective();

  /// What an origin gave.
  Resources given(Origin origin);

  /// What waits for something else, and for what.
  Map<XdsResource, Set<String>> held();

  /// Every number.
  Collector metrics();

  /// The address a listener is bound to.
  Optional<InetSocketAddress> address(String listener);

  /// Seconds since the start.
  long uptimeSeconds();

  /// The number of event loops.
  int concurrency();
}
