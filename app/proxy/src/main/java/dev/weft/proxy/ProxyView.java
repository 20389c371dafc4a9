package dev.weft.proxy;

import dev.weft.graph.Graph;
import dev.weft.proxy.admin.Lifecycle;
import dev.weft.proxy.admin.View;
import dev.weft.proxy.source.Origin;
import dev.weft.telemetry.metrics.Collector;
import dev.weft.xds.Resources;
import dev.weft.xds.XdsResource;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A proxy as its admin interface sees it.
record ProxyView(Proxy proxy) implements View {
  @Override
  public Bootstrap bootstrap() {
    return proxy.file().message();
  }

  @Override
  public Lifecycle lifecycle() {
    return proxy.lifecycle();
  }

  @Override
  public Graph graph() {
    return proxy.graph();
  }

  @Override
  public Resources effective() {
    return proxy.assembly().effective();
  }

  @Override
  public Resources given(Origin origin) {
    return proxy.assembly().given(origin);
  }

  @Override
  public Map<XdsResource, Set<String>> held() {
    return proxy.assembly().held();
  }

  @Override
  public Collector metrics() {
    return proxy.registry();
  }

  @Override
  public Optional<InetSocketAddress> address(String listener) {
    return proxy.address(listener);
  }

  @Override
  public long uptimeSeconds() {
    return proxy.lifecycle().uptimeSeconds(System.nanoTime());
  }

  @Override
  public int concurrency() {
    return proxy.concurrency();
  }
}
