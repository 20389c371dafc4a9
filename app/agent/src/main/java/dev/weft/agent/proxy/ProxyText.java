package dev.weft.agent.proxy;

import dev.weft.agent.settings.AgentSettings;
import dev.weft.agent.settings.Workload;
import dev.weft.host.terminal.Tree;
import dev.weft.xds.bootstrap.Page;
import dev.weft.xds.bootstrap.ProxyBootstrap;
import dev.weft.xds.bootstrap.Site;
import java.util.List;
import java.util.Map;

/// The bootstrap file of an agent's proxy.
public final class ProxyText {
  /// Readiness, for whoever asks from outside.
  public static final int HEALTH_PORT = 15021;

  /// The proxy's own metrics.
  public static final int METRICS_PORT = 15090;

  private ProxyText() {}

  /// The text, YAML, for Weft's proxy and Envoy alike.
  public static String of(AgentSettings settings) {
    Workload workload = settings.workload();
    String loopback = workload.onlySix() ? "::1" : "127.0.0.1";
    String anywhere = workload.onlySix() ? "::" : "0.0.0.0";
    Site.Socket admin = new Site.Socket(loopback, settings.doors().adminPort());
    int status = settings.doors().statusPort();
    String readiness = status == 0 ? "prometheus_stats" : "agent";
    Map<String, Site> clusters = new java.util.LinkedHashMap<>();
    clusters.put("prometheus_stats", admin);
    if (status != 0) {
      clusters.put("agent", new Site.Socket(loopback, status));
    }
    return Tree.yaml(
        new ProxyBootstrap(
                new ProxyBootstrap.Card(
                    workload.nodeId(),
                    workload.nodeCluster(),
                    workload.metadata(),
                    workload.locality()),
                admin,
                new Site.Pipe(settings.doors().discovery().toString()),
                Map.of(),
                new Site.Pipe(settings.doors().secrets().toString()),
                clusters,
                List.of(
                    new Page(
                        new Site.Socket(anywhere, METRICS_PORT),
                        "stats",
                        "/stats/prometheus",
                        "prometheus_stats",
                        "/stats/prometheus"),
                    new Page(
                        new Site.Socket(anywhere, HEALTH_PORT),
                        "agent",
                        "/healthz/ready",
                        readiness,
                        status == 0 ? "/ready" : "/healthz/ready")))
            .tree());
  }
}
