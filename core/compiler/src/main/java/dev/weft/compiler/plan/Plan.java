package dev.weft.compiler.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All that one node is sent: one slot a type, each name once, in the order in which it is to be
/// sent.
///
/// @param accessLog absent when no access log is wanted
public record Plan(
    List<ClusterPlan> clusters,
    List<EndpointsPlan> endpoints,
    List<ListenerPlan> listeners,
    List<RouteTablePlan> routes,
    List<SecretPlan> secrets,
    Optional<AccessLogPlan> accessLog) {
  public Plan {
    clusters = List.copyOf(clusters);
    endpoints = List.copyOf(endpoints);
    listeners = List.copyOf(listeners);
    routes = List.copyOf(routes);
    secrets = List.copyOf(secrets);
  }

  /// This plan and another one's parts behind its own.
  public Plan and(Plan more) {
    return new Plan(
        both(clusters, more.clusters),
        both(endpoints, more.endpoints),
        both(listeners, more.listeners),
        both(routes, more.routes),
        both(secrets, more.secrets),
        accessLog.or(() -> more.accessLog));
  }

  private static <T> List<T> both(List<T> first, List<T> second) {
    if (first.isEmpty()) {
      return second;
    }
    if (second.isEmpty()) {
      return first;
    }
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
