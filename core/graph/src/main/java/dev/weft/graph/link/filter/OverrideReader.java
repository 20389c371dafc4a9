package dev.weft.graph.link.filter;

import com.google.protobuf.Any;
import dev.weft.graph.authorization.Rules;
import dev.weft.graph.cors.Cors;
import dev.weft.graph.fault.Fault;
import dev.weft.graph.link.reading.Matchers;
import dev.weft.graph.link.reading.Refusals;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Unpack;
import dev.weft.graph.link.reading.Where;
import dev.weft.graph.match.Fraction;
import dev.weft.graph.match.Text;
import dev.weft.graph.route.Overrides;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import io.envoyproxy.envoy.extensions.filters.common.fault.v3.FaultDelay;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.FaultAbort;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBACPerRoute;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the settings of HTTP filters that routes and hosts carry.
public final class OverrideReader {
  private static final Refusals FAULT =
      Refusals.of(
          HTTPFault.getDescriptor(),
          "response_rate_limit",
          "downstream_nodes",
          "max_active_faults");
  private static final Refusals CORS =
      Refusals.of(CorsPolicy.getDescriptor(), "allow_private_network_access");

  private static final Fault NO_FAULT = Fault.NONE;

  private OverrideReader() {}

  /// What a route, a virtual host or a weighted cluster says of filters, by their names.
  public static Overrides read(Map<String, Any> configs, Where where) throws Unlinkable {
    if (configs.isEmpty()) {
      return Overrides.NONE;
    }
    Optional<Fault> fault = Optional.empty();
    Optional<Cors> cors = Optional.empty();
    Optional<List<Rules>> authorization = Optional.empty();
    for (Map.Entry<String, Any> entry : configs.entrySet()) {
      Where at = where.in("typed_per_filter_config[" + entry.getKey() + "]");
      Any config = entry.getValue();
      boolean optional = false;
      if (Unpack.type(config).equals("envoy.config.route.v3.FilterConfig")) {
        FilterConfig wrapped = Unpack.as(config, FilterConfig.getDefaultInstance(), at);
        if (wrapped.getDisabled()) {
          throw at.in("disabled").lacking("switching a filter off for a route");
        }
        optional = wrapped.getIsOptional();
        config = wrapped.getConfig();
      }
      switch (Unpack.type(config)) {
        case "envoy.extensions.filters.http.fault.v3.HTTPFault" ->
            fault = Optional.of(fault(Unpack.as(config, HTTPFault.getDefaultInstance(), at), at));
        case "envoy.extensions.filters.http.cors.v3.CorsPolicy" ->
            cors = cors(Unpack.as(config, CorsPolicy.getDefaultInstance(), at), at);
        case "envoy.extensions.filters.http.rbac.v3.RBACPerRoute" ->
            authorization =
                Optional.of(rules(Unpack.as(config, RBACPerRoute.getDefaultInstance(), at), at));
        default -> {
          if (!optional && !FilterReader.knownWithoutEffect(config, entry.getKey())) {
            throw at.lacking("the filter setting '" + config.getTypeUrl() + "'");
          }
        }
      }
    }
    return new Overrides(fault, cors, authorization);
  }

  private static List<Rules> rules(RBACPerRoute route, Where where) throws Unlinkable {
    return route.hasRbac() && route.getRbac().hasRules()
        ? List.of(
            AuthorizationReader.rules(route.getRbac().getRules(), where.in("rbac").in("rules")))
        : List.of();
  }

  public static Fault fault(HTTPFault fault, Where where) throws Unlinkable {
    FAULT.check(fault, where);
    if (!fault.hasDelay() && !fault.hasAbort()) {
      return NO_FAULT;
    }
    FaultDelay delay = fault.getDelay();
    if (delay.hasHeaderDelay()) {
      throw where.in("delay").in("header_delay").lacking("a delay that clients choose");
    }
    FaultAbort abort = fault.getAbort();
    if (abort.hasHeaderAbort()) {
      throw where.in("abort").in("header_abort").lacking("an abort that clients choose");
    }
    int status = abort.hasHttpStatus() ? abort.getHttpStatus() : 0;
    if (abort.hasHttpStatus() && (status < 200 || status > 599)) {
      throw where
          .in("abort")
          .in("http_status")
          .fault(
              "status " + Integer.toUnsignedString(status) + " is not between 200 and 599",
              "choose such a status");
    }
    return new Fault(
        Unpack.nanos(delay.getFixedDelay()),
        fault.hasDelay() ? Matchers.fraction(delay.getPercentage()) : Fraction.NONE,
        status,
        abort.hasGrpcStatus() ? abort.getGrpcStatus() & 0xFF : -1,
        fault.hasAbort() ? Matchers.fraction(abort.getPercentage()) : Fraction.NONE,
        fault.getUpstreamCluster(),
        Matchers.headers(fault.getHeadersList(), where, "headers"));
  }

  private static Optional<Cors> cors(CorsPolicy policy, Where where) throws Unlinkable {
    CORS.check(policy, where);
    if (policy.hasFilterEnabled()
        && policy.getFilterEnabled().getDefaultValue().getNumerator() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Cors(
            origins(policy.getAllowOriginStringMatchList(), where),
            policy.getAllowMethods(),
            policy.getAllowHeaders(),
            policy.getExposeHeaders(),
            policy.getMaxAge(),
            policy.getAllowCredentials().getValue(),
            !policy.hasForwardNotMatchingPreflights()
                || policy.getForwardNotMatchingPreflights().getValue()));
  }

  /// The older form, a field of routes and hosts.
  public static Optional<Cors> cors(
      io.envoyproxy.envoy.config.route.v3.CorsPolicy policy, Where where) throws Unlinkable {
    if (policy.hasFilterEnabled()
        && policy.getFilterEnabled().getDefaultValue().getNumerator() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Cors(
            origins(policy.getAllowOriginStringMatchList(), where),
            policy.getAllowMethods(),
            policy.getAllowHeaders(),
            policy.getExposeHeaders(),
            policy.getMaxAge(),
            policy.getAllowCredentials().getValue(),
            !policy.hasForwardNotMatchingPreflights()
                || policy.getForwardNotMatchingPreflights().getValue()));
  }

  private static List<Text> origins(List<StringMatcher> matchers, Where where) throws Unlinkable {
    List<Text> origins = new ArrayList<>();
    for (int i = 0; i < matchers.size(); i++) {
      origins.add(Matchers.text(matchers.get(i), where.in("allow_origin_string_match", i)));
    }
    return origins;
  }
}
