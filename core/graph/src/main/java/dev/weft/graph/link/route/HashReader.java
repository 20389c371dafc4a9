package dev.weft.graph.link.route;

import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Unpack;
import dev.weft.graph.link.reading.Where;
import dev.weft.graph.route.HashPolicy;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads hash policies.
final class HashReader {
  private HashReader() {}

  static List<HashPolicy> read(List<RouteAction.HashPolicy> policies, Where where)
      throws Unlinkable {
    List<HashPolicy> read = new ArrayList<>();
    for (int i = 0; i < policies.size(); i++) {
      read.add(
          new HashPolicy(
              key(policies.get(i), where.in("hash_policy", i)), policies.get(i).getTerminal()));
    }
    return read;
  }

  private static HashPolicy.Key key(RouteAction.HashPolicy policy, Where where) throws Unlinkable {
    return switch (policy.getPolicySpecifierCase()) {
      case HEADER -> {
        if (policy.getHeader().hasRegexRewrite()) {
          throw where.in("header").in("regex_rewrite").lacking("rewriting a hashed header");
        }
        yield new HashPolicy.Key.Header(
            policy.getHeader().getHeaderName().toLowerCase(Locale.ROOT));
      }
      case COOKIE -> cookie(policy.getCookie());
      case CONNECTION_PROPERTIES -> {
        if (!policy.getConnectionProperties().getSourceIp()) {
          throw where
              .in("connection_properties")
              .fault("no property of the connection is chosen", "set source_ip");
        }
        yield new HashPolicy.Key.SourceIp();
      }
      case QUERY_PARAMETER -> new HashPolicy.Key.Query(policy.getQueryParameter().getName());
      case FILTER_STATE -> throw where.in("filter_state").lacking("hashing filter state");
      case POLICYSPECIFIER_NOT_SET ->
          throw where.fault("the policy names nothing to hash", "name a header or cookie");
    };
  }

  private static HashPolicy.Key cookie(RouteAction.HashPolicy.Cookie cookie) {
    StringBuilder attributes = new StringBuilder();
    for (RouteAction.HashPolicy.CookieAttribute attribute : cookie.getAttributesList()) {
      attributes.append("; ").append(attribute.getName());
      if (!attribute.getValue().isEmpty()) {
        attributes.append('=').append(attribute.getValue());
      }
    }
    long ttl = cookie.hasTtl() ? Unpack.duration(cookie.getTtl()).toSeconds() : -1;
    return new HashPolicy.Key.Cookie(
        cookie.getName(), cookie.getPath(), ttl, attributes.toString());
  }
}
