package dev.weft.lab.live;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.lab.plan.Layout;
import dev.weft.lab.topology.Cluster;
import dev.weft.lab.topology.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// The addresses of pods and services of a lab that is up.
public final class Places {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Layout layout;
  private final Map<String, Api> apis;

  Places(Layout layout, Map<String, Api> apis) {
    this.layout = layout;
    this.apis = new ConcurrentHashMap<>(apis);
  }

  void add(String cluster, Api api) {
    apis.put(cluster, api);
  }

  /// For another process than the supervisor's; it must be one that reaches the clusters' nodes.
  public static Places of(Layout layout, LabHome home) {
    Map<String, Api> apis = new LinkedHashMap<>();
    for (Cluster cluster : layout.lab().clusters()) {
      try {
        apis.put(
            cluster.name(), new Api(cluster.name(), Access.of(home.kubeconfig(cluster.name()))));
      } catch (IOException absent) {
        throw Refusal.because(
            Exit.NOT_RUNNING, "cluster " + cluster.name() + " is not up: " + absent.getMessage());
      }
    }
    return new Places(layout, apis);
  }

  Api api(String cluster) {
    Api api = apis.get(cluster);
    if (api == null) {
      throw new IllegalStateException("cluster " + cluster + " has no API server");
    }
    return api;
  }

  /// The address that a placeholder stands for.
  ///
  /// @throws Refusal when it has none
  public String address(Target.Placeholder place) {
    return switch (place.kind()) {
      case "pod" -> layout.pod(place.name()).orElseThrow(() -> unknown(place)).address();
      case "clusterIP" -> service(place, "/spec/clusterIP");
      case "loadBalancer" -> service(place, "/status/loadBalancer/ingress/0/ip");
      default -> throw unknown(place);
    };
  }

  private String service(Target.Placeholder place, String pointer) {
    String[] parts = place.name().split("/", -1);
    if (parts.length != 3) {
      throw unknown(place);
    }
    AtomicReference<String> found = new AtomicReference<>("");
    Wait.until(
        "an address of service " + place.name(),
        PATIENCE,
        () -> {
          found.set(
              api(parts[0])
                  .get("Service", parts[1], parts[2])
                  .map(service -> service.at(pointer).asString(""))
                  .orElse(""));
          return !found.get().isEmpty();
        });
    return found.get();
  }

  private static Refusal unknown(Target.Placeholder place) {
    return Refusal.because(
        Exit.REFUSED, "{" + place.kind() + " " + place.name() + "} stands for nothing");
  }
}
