package dev.weft.lab.plan;

import dev.weft.lab.topology.Cluster;
import dev.weft.lab.topology.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The link that leads from a network or a node towards the rest.
///
/// @param place a network, or `CLUSTER/NODE`
/// @param namespace of its lower end, which is the device [Wiring#UP] there
/// @param wire the namespace that is put into the link where it is to be a bad one
/// @param lines of `ip` that make the lower end what it was, after its device was replaced
public record Uplink(String place, String namespace, String wire, List<String> lines) {
  public Uplink {
    lines = List.copyOf(lines);
  }

  /// Empty when there is no such network or node.
  public static Optional<Uplink> of(Layout layout, String place) {
    List<String> networks = List.copyOf(layout.names().networks());
    String prefix = Layout.prefix(layout.lab().name()) + "link.";
    if (networks.contains(place)) {
      Range range = Wiring.worldLink(networks.indexOf(place));
      return Optional.of(
          new Uplink(
              place,
              layout.router(place),
              prefix + place,
              lines(range, "default via " + range.address(1) + " metric 10")));
    }
    return layout
        .spot(place)
        .map(spot ->
            new Uplink(
                place,
                spot.namespace(),
                prefix + place.replace('/', '.'),
                lines(spot.uplink(), "default via " + spot.router())));
  }

  private static List<String> lines(Range range, String route) {
    return List.of(
        "addr add " + range.address(2) + "/" + range.length() + " dev " + Wiring.UP,
        "link set " + Wiring.UP + " up",
        "route add " + route);
  }

  /// The addresses by which others outside know what is in a network.
  public static List<String> addresses(Layout layout, String network) {
    List<String> networks = List.copyOf(layout.names().networks());
    List<String> all = new ArrayList<>();
    all.add(Wiring.worldLink(networks.indexOf(network)).address(2) + "/32");
    for (Cluster cluster : layout.lab().clusters()) {
      if (layout.names().network(cluster).equals(network)) {
        all.add(layout.spots(cluster).getFirst().uplink().containing(24).toString());
        layout.addresses(cluster).loadBalancer().ifPresent(range -> all.add(range.toString()));
      }
    }
    return all;
  }
}
