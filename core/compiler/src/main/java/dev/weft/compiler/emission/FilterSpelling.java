package dev.weft.compiler.emission;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Message;
import dev.weft.compiler.plan.AuthorizationPlan;
import dev.weft.compiler.plan.CorsPlan;
import dev.weft.compiler.plan.FaultPlan;
import dev.weft.compiler.plan.ListenerPlan;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.extensions.filters.common.fault.v3.FaultDelay;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.FaultAbort;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.grpc_stats.v3.FilterConfig;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import java.util.ArrayList;
import java.util.List;

/// HTTP filters, in the one order that matters, and their settings by route.
final class FilterSpelling {
  static final String FAULT = "envoy.filters.http.fault";
  static final String CORS = "envoy.filters.http.cors";

  private FilterSpelling() {}

  /// The filters of a chain, in Istio's order. Faults and cross-origin rules belong to the caller's
  /// side, so inbound chains have neither; who may call is asked first, of preflights too.
  static List<HttpFilter> filters(
      List<AuthorizationPlan.Gate> gates, ListenerPlan.Direction direction) {
    List<HttpFilter> filters = new ArrayList<>();
    gates.forEach(gate -> filters.add(AuthorizationSpelling.http(gate)));
    filters.add(
        filter(
            "envoy.filters.http.grpc_stats",
            FilterConfig.newBuilder()
                .setEmitFilterState(true)
                .setStatsForAllMethods(BoolValue.of(false))
                .build()));
    switch (direction) {
      case INBOUND -> {}
      case OUTBOUND, GATEWAY -> {
        filters.add(filter(FAULT, HTTPFault.getDefaultInstance()));
        filters.add(filter(CORS, Cors.getDefaultInstance()));
      }
    }
    filters.add(filter("envoy.filters.http.router", Router.getDefaultInstance()));
    return filters;
  }

  private static HttpFilter filter(String name, Message config) {
    return HttpFilter.newBuilder().setName(name).setTypedConfig(Spelling.pack(config)).build();
  }

  static HTTPFault fault(FaultPlan plan) {
    HTTPFault.Builder fault = HTTPFault.newBuilder();
    plan.delay()
        .ifPresent(delay ->
            fault.setDelay(
                FaultDelay.newBuilder()
                    .setFixedDelay(Spelling.duration(delay.duration()))
                    .setPercentage(Spelling.percent(delay.percent()))));
    plan.abort()
        .ifPresent(abort -> {
          FaultAbort.Builder spelled =
              FaultAbort.newBuilder().setPercentage(Spelling.percent(abort.percent()));
          switch (abort.kind()) {
            case HTTP -> spelled.setHttpStatus(abort.status());
            case GRPC -> spelled.setGrpcStatus(abort.status());
          }
          fault.setAbort(spelled);
        });
    return fault.build();
  }

  static CorsPolicy cors(CorsPlan plan) {
    CorsPolicy.Builder cors =
        CorsPolicy.newBuilder()
            .setAllowMethods(String.join(",", plan.methods()))
            .setAllowHeaders(String.join(",", plan.headers()))
            .setExposeHeaders(String.join(",", plan.exposed()))
            .setForwardNotMatchingPreflights(BoolValue.of(plan.forwardUnmatchedPreflights()))
            .setFilterEnabled(
                RuntimeFractionalPercent.newBuilder().setDefaultValue(Spelling.percent(100)));
    plan.origins().forEach(origin -> cors.addAllowOriginStringMatch(Spelling.match(origin)));
    plan.maxAge().ifPresent(age -> cors.setMaxAge(Long.toString(age.toSeconds())));
    plan.credentials().ifPresent(allowed -> cors.setAllowCredentials(BoolValue.of(allowed)));
    return cors.build();
  }
}
