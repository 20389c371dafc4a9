package dev.weft.xds;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What one response tells a client.
///
/// @param changed resources that the client does not have in this version
/// @param removed names that the client is told not to exist (any more)
/// @param later names whose removal has to wait
/// @param names every name that the response is about
/// @param sayable whether a response of this mode and type can say that a name does not exist
/// @param everything all that there is, in a response that tells the state of the world
record Telling(
    List<XdsResource> changed,
    List<String> removed,
    List<String> later,
    List<String> names,
    List<XdsResource> everything,
    boolean sayable) {

  static Telling of(Watch watch, Map<String, XdsResource> target, boolean mayRemove, Mode mode) {
    List<XdsResource> changed = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    List<String> later = new ArrayList<>();
    for (String name : watch.dirty) {
      XdsResource wanted = watch.wants(name) ? target.get(name) : null;
      Watch.Held held = watch.held(name);
      if (wanted != null) {
        if (!wanted.version().equals(held.version())) {
          changed.add(wanted);
        }
      } else if (watch.has(name)) {
        (mayRemove ? removed : later).add(name);
      } else if (held == Watch.Held.UNKNOWN && watch.names.contains(name)) {
        removed.add(name);
      }
    }
    if (mode == Mode.DELTA) {
      List<String> names = new ArrayList<>(removed);
      changed.forEach(resource -> names.add(resource.name()));
      return new Telling(changed, removed, later, names, List.of(), true);
    }
    List<XdsResource> everything =
        watch.type.wildcard() ? world(watch, target, changed, removed) : changed;
    return new Telling(
        changed,
        removed,
        later,
        everything.stream().map(XdsResource::name).toList(),
        everything,
        watch.type.wildcard());
  }

  /// What the client has but for what is removed, with what changed.
  private static List<XdsResource> world(
      Watch watch,
      Map<String, XdsResource> target,
      List<XdsResource> changed,
      List<String> removed) {
    Map<String, XdsResource> world = new TreeMap<>();
    watch.heldResources().forEach(resource -> world.put(resource.name(), resource));
    changed.forEach(resource -> world.put(resource.name(), resource));
    removed.forEach(world::remove);
    world.keySet().removeIf(name -> !watch.wants(name));
    world.replaceAll((name, resource) -> target.getOrDefault(name, resource));
    return List.copyOf(world.values());
  }

  /// Whether there is nothing to tell.
  boolean isEmpty() {
    return changed.isEmpty() && (removed.isEmpty() || !sayable);
  }

  Response response(Watch watch, String nonce, String version, Mode mode) {
    return switch (mode) {
      case SOTW -> {
        DiscoveryResponse.Builder response =
            DiscoveryResponse.newBuilder()
                .setTypeUrl(watch.type.typeUrl())
                .setNonce(nonce)
                .setVersionInfo(later.isEmpty() ? version : version + "+" + later.size());
        everything.forEach(resource -> response.addResources(resource.packed()));
        yield new Response.Whole(response.build());
      }
      case DELTA -> {
        DeltaDiscoveryResponse.Builder response =
            DeltaDiscoveryResponse.newBuilder()
                .setTypeUrl(watch.type.typeUrl())
                .setNonce(nonce)
                .setSystemVersionInfo(version)
                .addAllRemovedResources(removed);
        for (XdsResource resource : changed) {
          response.addResources(resource.told());
        }
        yield new Response.Increment(response.build());
      }
    };
  }
}
