package dev.weft.world.analysis;

import dev.weft.api.Resource;
import dev.weft.api.virtualservice.VirtualService;
import dev.weft.model.Host;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.world.World;
import dev.weft.world.analysis.Findings.Finding;
import dev.weft.world.analysis.Precedence.Extent;
import dev.weft.world.analysis.Precedence.Loss;
import dev.weft.world.rules.Names;
import dev.weft.world.rules.Routing;
import dev.weft.world.rules.VirtualServices;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// VirtualServices of one host: which of them is followed, at sidecars and at each gateway.
final class RoutingPrecedence {
  private static final String MERGE = "merge the two into one VirtualService";

  private final World world;
  private final Map<ResourceKey, Fate> fates = new HashMap<>();

  /// A host that a VirtualService is bound to, at one place.
  private record Door(String gateway, Host host) {}

  private record Spot(Door door, Claim.Made made) {}

  /// What becomes of the claims of one VirtualService.
  private static final class Fate {
    final Set<Spot> counting = new HashSet<>();
    final Map<Spot, Routing> overruled = new LinkedHashMap<>();
  }

  RoutingPrecedence(World world) {
    this.world = world;
  }

  void judge(Precedence precedence) {
    VirtualServices all = world.configuration().virtualServices();
    // Namespaces that nobody singles out see the same, so one of no name stands for them all.
    Set<String> clients = new TreeSet<>(all.singled());
    clients.add("");
    for (String gateway : new TreeSet<>(all.gateways())) {
      clients.forEach(client -> visit(gateway, all.visible(gateway, client)));
    }
    for (Resource<VirtualService> resource : world.all(VirtualService.class)) {
      Fate fate = fates.get(resource.key());
      if (fate != null) {
        judge(resource, fate, precedence);
      }
    }
  }

  /// What one client sees, in order.
  private void visit(String gateway, List<Routing> routings) {
    Map<Host, Map<Claim, Routing>> taken = new HashMap<>();
    for (Routing routing : routings) {
      Fate fate = fates.computeIfAbsent(routing.resource().key(), none -> new Fate());
      List<Claim.Made> made = Claim.of(routing, gateway);
      for (Host host : routing.hosts()) {
        Map<Claim, Routing> own = taken.computeIfAbsent(host, none -> new HashMap<>());
        for (Claim.Made one : made) {
          Spot spot = new Spot(new Door(gateway, host), one);
          Optional<Routing> first =
              one.claim().stronger().stream()
                  .map(own::get)
                  .filter(Objects::nonNull)
                  .filter(earlier -> earlier != routing)
                  .findFirst();
          if (first.isPresent()) {
            fate.overruled.putIfAbsent(spot, first.get());
          } else {
            fate.counting.add(spot);
          }
        }
        made.forEach(one -> own.putIfAbsent(one.claim(), routing));
      }
    }
  }

  private void judge(Resource<VirtualService> resource, Fate fate, Precedence precedence) {
    fate.overruled.keySet().removeAll(fate.counting);
    if (fate.overruled.isEmpty()) {
      return;
    }
    boolean nothing = fate.counting.isEmpty();
    List<Loss> losses = new ArrayList<>();
    Set<String> told = new HashSet<>();
    fate.overruled.forEach((spot, first) -> {
      boolean whole = fate.counting.stream().noneMatch(other -> other.door().equals(spot.door()));
      boolean rule =
          fate.counting.stream()
              .noneMatch(other ->
                  other.door().equals(spot.door())
                      && other.made().path().equals(spot.made().path()));
      String path = whole ? host(resource, spot.door().host()) : spot.made().path();
      if (rule && told.add(path + " " + spot.door())) {
        losses.add(
            new Loss(
                resource,
                path,
                whole ? unheard(spot.door(), first, nothing) : unreached(spot.door(), first)));
      }
    });
    if (!losses.isEmpty()) {
      precedence.lost(nothing ? Extent.NONE : Extent.PART, resource.key(), losses);
    }
  }

  private String host(Resource<VirtualService> resource, Host host) {
    List<String> written = resource.spec().hosts();
    for (int i = 0; i < written.size(); i++) {
      Host own = Names.host(written.get(i), resource.meta().namespace(), world.mesh().domain());
      if (own.equals(host)) {
        return "spec.hosts[" + i + "]";
      }
    }
    return "spec.hosts";
  }

  private Finding unheard(Door door, Routing first, boolean nothing) {
    boolean mesh = door.gateway().equals(VirtualServices.MESH);
    String cause =
        Precedence.named(world, first.resource().key(), host(first.resource(), door.host()))
            + " already routes '"
            + door.host()
            + "' "
            + (mesh ? "for the mesh" : "at Gateway " + door.gateway())
            + ", so this one has no effect"
            + (nothing ? "" : " on it");
    return mesh
        ? Finding.error(109, Problem.Code.CONFLICT, cause, MERGE)
        : Finding.warning(0, Problem.Code.CONFLICT, cause, MERGE);
  }

  private Finding unreached(Door door, Routing first) {
    boolean mesh = door.gateway().equals(VirtualServices.MESH);
    return Finding.warning(
        0,
        Problem.Code.UNREACHABLE,
        Precedence.named(world, first.resource().key(), host(first.resource(), door.host()))
            + " already takes this traffic of '"
            + door.host()
            + "' "
            + (mesh ? "for the mesh" : "at Gateway " + door.gateway())
            + ", so this rule is never reached",
        MERGE);
  }
}
