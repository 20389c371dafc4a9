package dev.weft.proxy.source;

import com.google.protobuf.Message;
import dev.weft.xds.References;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import dev.weft.xds.XdsResource;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Holds new resources back until what they need has come, so that the old ones serve until then: a
/// cluster waits for its endpoints and secrets, a listener for its route tables and secrets, a
/// route table for clusters that are themselves waiting. What has waited for its
/// `initial_fetch_timeout` takes effect without. Used by one thread at a time.
public final class Warming {
  /// @param effective what may serve now
  /// @param held what waits, with the names it waits for
  /// @param deadlineNanos when something held takes effect in any case
  public record Step(
      Resources effective, Map<XdsResource, Set<String>> held, OptionalLong deadlineNanos) {
    public Step {
      held = Map.copyOf(held);
    }
  }

  /// When each held version was first seen.
  private final Map<XdsResource, Long> since = new HashMap<>();

  /// What of `wanted` may serve.
  ///
  /// @param before what serves now
  /// @param nowNanos of the monotonic clock
  public Step step(Resources wanted, Resources before, long nowNanos) {
    Resources.Builder effective = wanted.toBuilder();
    Map<XdsResource, Set<String>> held = new LinkedHashMap<>();
    OptionalLong deadline = OptionalLong.empty();
    Set<String> coldClusters = new HashSet<>();
    for (ResourceType type :
        List.of(ResourceType.CLUSTER, ResourceType.ROUTE, ResourceType.LISTENER)) {
      for (XdsResource resource : wanted.of(type).values()) {
        Optional<XdsResource> serving = before.find(type, resource.name());
        if (serving.filter(resource::equals).isPresent()) {
          continue;
        }
        References needs = resource.references();
        Set<String> missing =
            type == ResourceType.ROUTE
                ? cold(resource.message(), serving.isPresent(), coldClusters)
                : missing(needs, wanted);
        if (missing.isEmpty()) {
          continue;
        }
        long patience = nanos(needs.patience());
        long first = since.computeIfAbsent(resource, absent -> nowNanos);
        if (patience > 0 && nowNanos - first >= patience) {
          continue;
        }
        if (patience > 0) {
          long end = first + patience;
          deadline =
              OptionalLong.of(deadline.isEmpty() ? end : Math.min(deadline.getAsLong(), end));
        }
        held.put(resource, missing);
        if (type == ResourceType.CLUSTER) {
          coldClusters.add(resource.name());
        }
        serving.ifPresentOrElse(effective::add, () -> effective.remove(type, resource.name()));
      }
    }
    since.keySet().retainAll(held.keySet());
    return new Step(effective.build(), held, deadline);
  }

  private static long nanos(Duration duration) {
    return duration.toNanos();
  }

  private static Set<String> missing(References needs, Resources present) {
    Set<String> missing = new HashSet<>();
    absent(needs.endpoints(), ResourceType.ENDPOINT, present, missing);
    absent(needs.routes(), ResourceType.ROUTE, present, missing);
    absent(needs.secrets(), ResourceType.SECRET, present, missing);
    absent(needs.elsewhere().keySet(), ResourceType.SECRET, present, missing);
    return missing;
  }

  private static void absent(
      Set<String> names, ResourceType type, Resources present, Set<String> into) {
    for (String name : names) {
      if (present.find(type, name).isEmpty()) {
        into.add(name);
      }
    }
  }

  /// The cold clusters that a changed route table leads to. A first table does not wait: nothing
  /// better serves meanwhile.
  private static Set<String> cold(Message message, boolean serving, Set<String> coldClusters) {
    if (!serving || coldClusters.isEmpty() || !(message instanceof RouteConfiguration table)) {
      return Set.of();
    }
    Set<String> leadsTo = new HashSet<>();
    table.getVirtualHostsList().stream()
        .flatMap(host -> host.getRoutesList().stream())
        .forEach(route -> {
          RouteAction action = route.getRoute();
          leadsTo.add(action.getCluster());
          action
              .getWeightedClusters()
              .getClustersList()
              .forEach(each -> leadsTo.add(each.getName()));
        });
    leadsTo.retainAll(coldClusters);
    return leadsTo;
  }
}
