package dev.weft.world.rules;

import dev.weft.api.meshconfig.ServiceSettings;
import dev.weft.model.Host;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which services are reached only within the client's own cluster (MeshConfig `serviceSettings`).
///
/// By default those of `kube-system`, the Kubernetes API and the control plane itself; the setting
/// of the most specific host decides.
///
/// @param byHost settings in the order of precedence of their hosts
public record ClusterLocal(Map<Host, Boolean> byHost) {
  public ClusterLocal {
    byHost = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(byHost));
  }

  static ClusterLocal of(List<ServiceSettings> settings, String domain, String rootNamespace) {
    Map<Host, Boolean> byHost = new TreeMap<>();
    byHost.put(new Host("*.kube-system.svc." + domain), true);
    byHost.put(new Host("kubernetes.default.svc." + domain), true);
    byHost.put(new Host("istiod." + rootNamespace + ".svc." + domain), true);
    for (ServiceSettings written : settings) {
      boolean local = written.settings().map(ServiceSettings.Settings::clusterLocal).orElse(false);
      for (String text : written.hosts()) {
        if (!text.isEmpty()) {
          Host host = new Host(text);
          if (!local) {
            byHost.keySet().removeIf(host::covers);
          }
          byHost.put(host, local);
        }
      }
    }
    return new ClusterLocal(byHost);
  }

  /// Whether endpoints of other clusters are left out for clients of this host.
  public boolean has(Host host) {
    return byHost.entrySet().stream()
        .filter(setting -> setting.getKey().covers(host))
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse(false);
  }
}
