package dev.weft.controlplane.links;

import dev.weft.api.kubernetes.Namespace;
import dev.weft.sources.kubernetes.Standing;
import dev.weft.telemetry.metrics.Label;
import dev.weft.telemetry.metrics.Name;
import dev.weft.telemetry.metrics.Registry;
import dev.weft.world.World;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The links as istiod's `/debug/clusterz` and its metrics show them.
public final class LinkPages {
  private LinkPages() {}

  /// One object a cluster, the config cluster first.
  ///
  /// @param own id of the config cluster
  public static List<Object> clusterz(String own, Links links, InstantSource clock) {
    List<Object> all = new ArrayList<>();
    Map<String, Object> home = new LinkedHashMap<>();
    home.put("id", own);
    home.put("secretName", "");
    home.put("syncStatus", "synced");
    all.add(home);
    for (Link link : links.all()) {
      Standing standing = link.standing();
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("id", link.cluster());
      map.put("secretName", link.secret().namespace() + "/" + link.secret().name());
      map.put("syncStatus", status(standing, clock));
      map.put("server", link.server().place());
      map.put("since", standing.since().toString());
      map.put("why", standing.why());
      all.add(map);
    }
    return all;
  }

  /// The network that each cluster's root namespace names; empty where it names none.
  public static Map<String, Object> networkz(World world) {
    Map<String, Object> networks = new LinkedHashMap<>();
    for (String cluster : world.clusters()) {
      String network =
          world.all(cluster, Namespace.class).stream()
              .filter(each -> each.meta().name().equals(world.mesh().rootNamespace()))
              .map(each -> each.meta().labels().value("topology.istio.io/network"))
              .findFirst()
              .orElse("");
      networks.put(cluster, network);
    }
    return networks;
  }

  private static String status(Standing standing, InstantSource clock) {
    return switch (standing.phase()) {
      case SYNCING ->
          clock.instant().isAfter(standing.since().plus(Links.PATIENCE)) ? "timeout" : "syncing";
      case SYNCED -> "synced";
      case CUT -> "unreachable";
    };
  }

  /// Counts clusters, and says of each whether it is followed.
  public static void measure(Links links, Registry registry) {
    registry.include(into -> {
      into.gauge(
          name("istiod_managed_clusters", new Label("cluster_type", "remote")), links.all().size());
      for (Link link : links.all()) {
        boolean well = link.standing().phase() == Standing.Phase.SYNCED;
        into.gauge(name("weft_link_synced", new Label("cluster", link.cluster())), well ? 1 : 0);
      }
    });
  }

  private static Name name(String family, Label label) {
    return new Name(family + "." + label.value(), family, List.of(label));
  }
}
