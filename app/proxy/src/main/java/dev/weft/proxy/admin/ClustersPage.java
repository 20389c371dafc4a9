package dev.weft.proxy.admin;

import com.google.protobuf.UInt32Value;
import com.google.re2j.Pattern;
import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.proxy.source.Origin;
import dev.weft.xds.ResourceType;
import io.envoyproxy.envoy.admin.v3.ClusterStatus;
import io.envoyproxy.envoy.admin.v3.Clusters;
import io.envoyproxy.envoy.admin.v3.HostHealthStatus;
import io.envoyproxy.envoy.admin.v3.HostStatus;
import io.envoyproxy.envoy.admin.v3.SimpleMetric;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import java.util.List;
import java.util.Map;

/// `/clusters`: every cluster with its endpoints and what is under way.
final class ClustersPage {
  private ClustersPage() {}

  static Page of(View view, Map<String, String> query) {
    String filter = query.getOrDefault("filter", "");
    Pattern pattern = Pattern.compile(filter);
    List<Cluster> clusters =
        view.graph().clusters().stream()
            .filter(each -> filter.isEmpty() || pattern.matcher(each.name()).find())
            .toList();
    return query.getOrDefault("format", "text").equals("json")
        ? json(view, clusters)
        : text(view, clusters);
  }

  private static boolean added(View view, Cluster cluster) {
    return view.given(Origin.FILE).find(ResourceType.CLUSTER, cluster.name()).isEmpty();
  }

  private static Page text(View view, List<Cluster> clusters) {
    StringBuilder text = new StringBuilder();
    for (Cluster cluster : clusters) {
      String name = cluster.name() + "::";
      text.append(name).append("observability_name::").append(cluster.name()).append('\n');
      for (String priority : List.of("default_priority", "high_priority")) {
        limit(text, name + priority, "max_connections", cluster.limits().connections());
        limit(text, name + priority, "max_pending_requests", cluster.limits().pendingRequests());
        limit(text, name + priority, "max_requests", cluster.limits().requests());
        limit(text, name + priority, "max_retries", cluster.limits().retries());
      }
      text.append(name).append("added_via_api::").append(added(view, cluster)).append('\n');
      for (Endpoint endpoint : cluster.endpoints().all()) {
        endpoint(text, name + endpoint.address() + "::", endpoint);
      }
    }
    return Page.text(text.toString());
  }

  private static void limit(StringBuilder text, String scope, String name, int value) {
    text.append(scope).append("::").append(name).append("::");
    text.append(Integer.toUnsignedString(value)).append('\n');
  }

  private static void endpoint(StringBuilder text, String prefix, Endpoint endpoint) {
    long total = endpoint.live().total();
    long errors = endpoint.live().errors();
    long active = endpoint.live().active();
    Object[] pairs = {
      "rq_active", active,
      "rq_error", errors,
      "rq_success", Math.max(0, total - errors - active),
      "rq_timeout", 0,
      "rq_total", total,
      "hostname", endpoint.hostname(),
      "health_flags", flags(endpoint),
      "weight", endpoint.weight(),
      "region", endpoint.locality().region(),
      "zone", endpoint.locality().zone(),
      "sub_zone", endpoint.locality().subzone(),
      "canary", false,
      "priority", endpoint.priority(),
      "success_rate", "-1",
      "local_origin_success_rate", "-1"
    };
    for (int i = 0; i < pairs.length; i += 2) {
      text.append(prefix).append(pairs[i]).append("::").append(pairs[i + 1]).append('\n');
    }
  }

  private static String flags(Endpoint endpoint) {
    String eds =
        switch (endpoint.health()) {
          case HEALTHY -> "";
          case DEGRADED -> "/eds_status_degraded";
          case UNHEALTHY -> "/failed_eds_health";
          case DRAINING -> "/eds_status_draining";
        };
    String all = (endpoint.live().out() ? "/failed_outlier_check" : "") + eds;
    return all.isEmpty() ? "healthy" : all;
  }

  private static Page json(View view, List<Cluster> clusters) {
    Clusters.Builder all = Clusters.newBuilder();
    for (Cluster cluster : clusters) {
      ClusterStatus.Builder status =
          ClusterStatus.newBuilder()
              .setName(cluster.name())
              .setAddedViaApi(added(view, cluster))
              .setObservabilityName(cluster.name())
              .setEdsServiceName(cluster.settings().edsName())
              .setCircuitBreakers(
                  CircuitBreakers.newBuilder()
                      .addThresholds(thresholds(cluster, RoutingPriority.DEFAULT))
                      .addThresholds(thresholds(cluster, RoutingPriority.HIGH)));
      cluster.endpoints().all().forEach(each -> status.addHostStatuses(host(each)));
      all.addClusterStatuses(status);
    }
    return Page.json(Json.print(all.build()));
  }

  private static CircuitBreakers.Thresholds thresholds(Cluster cluster, RoutingPriority priority) {
    return CircuitBreakers.Thresholds.newBuilder()
        .setPriority(priority)
        .setMaxConnections(UInt32Value.of(cluster.limits().connections()))
        .setMaxPendingRequests(UInt32Value.of(cluster.limits().pendingRequests()))
        .setMaxRequests(UInt32Value.of(cluster.limits().requests()))
        .setMaxRetries(UInt32Value.of(cluster.limits().retries()))
        .build();
  }

  private static HostStatus host(Endpoint endpoint) {
    HealthStatus health =
        switch (endpoint.health()) {
          case HEALTHY -> HealthStatus.HEALTHY;
          case DEGRADED -> HealthStatus.DEGRADED;
          case UNHEALTHY -> HealthStatus.UNHEALTHY;
          case DRAINING -> HealthStatus.DRAINING;
        };
    return HostStatus.newBuilder()
        .setAddress(ListenersPage.message(endpoint.address()))
        .setHostname(endpoint.hostname())
        .addStats(SimpleMetric.newBuilder().setName("rq_error").setValue(endpoint.live().errors()))
        .addStats(SimpleMetric.newBuilder().setName("rq_total").setValue(endpoint.live().total()))
        .addStats(
            SimpleMetric.newBuilder()
                .setType(SimpleMetric.Type.GAUGE)
                .setName("rq_active")
                .setValue(endpoint.live().active()))
        .setHealthStatus(
            HostHealthStatus.newBuilder()
                .setFailedOutlierCheck(endpoint.live().out())
                .setEdsHealthStatus(health))
        .setWeight(endpoint.weight())
        .setPriority(endpoint.priority())
        .setLocality(
            Locality.newBuilder()
                .setRegion(endpoint.locality().region())
                .setZone(endpoint.locality().zone())
                .setSubZone(endpoint.locality().subzone()))
        .build();
  }
}
