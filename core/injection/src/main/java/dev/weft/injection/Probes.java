package dev.weft.injection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Probes of applications, made to pass through the agent: the platform's prober has no
/// certificate, and a port with strict mutual TLS would refuse it. Probes by gRPC and by command
/// stay as they are.
final class Probes {
  private static final Map<String, String> PATHS =
      Map.of("livenessProbe", "livez", "readinessProbe", "readyz", "startupProbe", "startupz");

  private Probes() {}

  /// Rewrites those of a container.
  ///
  /// @return what the agent is to ask in their place, by the path it is asked by
  static Map<String, Object> rewrite(Map<String, Object> container, int statusPort) {
    Map<String, Object> replayed = new LinkedHashMap<>();
    String name = Trees.text(container, "name");
    for (String kind : List.of("readinessProbe", "livenessProbe", "startupProbe")) {
      Map<String, Object> probe = Trees.mapping(container.getOrDefault(kind, Map.of()));
      for (String action : List.of("httpGet", "tcpSocket")) {
        if (!(probe.get(action) instanceof Map<?, ?>)) {
          continue;
        }
        Map<String, Object> asked = Trees.copy(Trees.mapping(probe.getOrDefault(action, Map.of())));
        asked.put("port", number(asked.getOrDefault("port", 0), container));
        Map<String, Object> prober = Trees.map(action, asked);
        if (probe.containsKey("timeoutSeconds")) {
          prober.put("timeoutSeconds", probe.getOrDefault("timeoutSeconds", 1));
        }
        String path = "/app-health/" + name + "/" + PATHS.getOrDefault(kind, "livez");
        replayed.put(path, prober);
        Map<String, Object> rewritten = Trees.copy(probe);
        rewritten.remove(action);
        rewritten.put("httpGet", Trees.map("path", path, "port", statusPort));
        container.put(kind, rewritten);
      }
    }
    return replayed;
  }

  /// A port by number, or by the name that the container gives it.
  private static Object number(Object port, Map<String, Object> container) {
    for (Map<String, Object> each : Trees.mappings(container, "ports")) {
      if (Trees.text(each, "name").equals(String.valueOf(port))) {
        return each.getOrDefault("containerPort", port);
      }
    }
    return port;
  }
}
