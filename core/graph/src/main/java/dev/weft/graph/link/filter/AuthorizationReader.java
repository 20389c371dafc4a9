package dev.weft.graph.link.filter;

import dev.weft.graph.authorization.Condition;
import dev.weft.graph.authorization.Rules;
import dev.weft.graph.link.reading.Matchers;
import dev.weft.graph.link.reading.PathTemplates;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Unpack;
import dev.weft.graph.link.reading.Where;
import dev.weft.graph.match.Text;
import io.envoyproxy.envoy.config.rbac.v3.Permission;
import io.envoyproxy.envoy.config.rbac.v3.Policy;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.config.rbac.v3.RBAC;
import io.envoyproxy.envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig;
import io.envoyproxy.envoy.type.matcher.v3.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads policies of who may do what.
public final class AuthorizationReader {
  /// How deeply conditions may be nested.
  private static final int DEEPEST = 64;

  private static final Condition NEVER = new Condition.Always(false);

  private AuthorizationReader() {}

  /// The policies of an RBAC message.
  public static Rules rules(RBAC rbac, Where where) throws Unlinkable {
    List<Rules.Policy> policies = new ArrayList<>();
    // In the order of their names, as in Envoy: the first that matches is the one that is named.
    for (Map.Entry<String, Policy> entry : new TreeMap<>(rbac.getPoliciesMap()).entrySet()) {
      policies.add(
          new Rules.Policy(
              entry.getKey(),
              policy(entry.getValue(), where.in("policies[" + entry.getKey() + "]"))));
    }
    return new Rules(
        switch (rbac.getAction()) {
          case ALLOW, UNRECOGNIZED -> Rules.Action.ALLOW;
          case DENY -> Rules.Action.DENY;
          case LOG -> Rules.Action.LOG;
        },
        policies);
  }

  private static Condition policy(Policy policy, Where where) throws Unlinkable {
    if (policy.hasCondition() || policy.hasCheckedCondition()) {
      throw where.in("condition").lacking("a condition in CEL");
    }
    return new Condition.All(
        List.of(
            new Condition.Some(permissions(policy.getPermissionsList(), where, "permissions", 0)),
            new Condition.Some(principals(policy.getPrincipalsList(), where, "principals", 0))));
  }

  private static List<Condition> permissions(
      List<Permission> permissions, Where parent, String field, int depth) throws Unlinkable {
    List<Condition> conditions = new ArrayList<>();
    for (int i = 0; i < permissions.size(); i++) {
      conditions.add(permission(permissions.get(i), parent.in(field, i), depth + 1));
    }
    return conditions;
  }

  private static Condition permission(Permission permission, Where where, int depth)
      throws Unlinkable {
    refuseDepth(depth, where);
    return switch (permission.getRuleCase()) {
      case AND_RULES ->
          new Condition.All(
              permissions(permission.getAndRules().getRulesList(), where, "and_rules", depth));
      case OR_RULES ->
          new Condition.Some(
              permissions(permission.getOrRules().getRulesList(), where, "or_rules", depth));
      case NOT_RULE ->
          new Condition.Not(permission(permission.getNotRule(), where.in("not_rule"), depth + 1));
      case ANY -> new Condition.Always(permission.getAny());
      case HEADER ->
          new Condition.Header(Matchers.header(permission.getHeader(), where.in("header")));
      case URL_PATH -> path(permission.getUrlPath(), where.in("url_path"));
      case DESTINATION_IP ->
          new Condition.Within(
              Condition.Place.DESTINATION,
              Matchers.range(permission.getDestinationIp(), where.in("destination_ip")));
      case DESTINATION_PORT ->
          new Condition.Port(permission.getDestinationPort(), permission.getDestinationPort() + 1);
      case DESTINATION_PORT_RANGE ->
          new Condition.Port(
              permission.getDestinationPortRange().getStart(),
              permission.getDestinationPortRange().getEnd());
      case REQUESTED_SERVER_NAME ->
          new Condition.ServerName(
              Matchers.text(
                  permission.getRequestedServerName(), where.in("requested_server_name")));
      // No filter sets dynamic metadata yet.
      case METADATA -> new Condition.Always(permission.getMetadata().getInvert());
      case URI_TEMPLATE -> {
        Where at = where.in("uri_template").in("typed_config");
        var template =
            Unpack.as(
                permission.getUriTemplate().getTypedConfig(),
                UriTemplateMatchConfig.getDefaultInstance(),
                at);
        yield new Condition.Path(
            PathTemplates.text(template.getPathTemplate(), at.in("path_template")));
      }
      case SOURCED_METADATA, MATCHER ->
          throw where.lacking("a permission of this kind (" + permission.getRuleCase() + ")");
      case RULE_NOT_SET -> NEVER;
    };
  }

  private static List<Condition> principals(
      List<Principal> principals, Where parent, String field, int depth) throws Unlinkable {
    List<Condition> conditions = new ArrayList<>();
    for (int i = 0; i < principals.size(); i++) {
      conditions.add(principal(principals.get(i), parent.in(field, i), depth + 1));
    }
    return conditions;
  }

  private static Condition principal(Principal principal, Where where, int depth)
      throws Unlinkable {
    refuseDepth(depth, where);
    return switch (principal.getIdentifierCase()) {
      case AND_IDS ->
          new Condition.All(
              principals(principal.getAndIds().getIdsList(), where, "and_ids", depth));
      case OR_IDS ->
          new Condition.Some(principals(principal.getOrIds().getIdsList(), where, "or_ids", depth));
      case NOT_ID ->
          new Condition.Not(principal(principal.getNotId(), where.in("not_id"), depth + 1));
      case ANY -> new Condition.Always(principal.getAny());
      case AUTHENTICATED -> {
        Optional<Text> name =
            principal.getAuthenticated().hasPrincipalName()
                ? Optional.of(
                    Matchers.text(
                        principal.getAuthenticated().getPrincipalName(),
                        where.in("authenticated").in("principal_name")))
                : Optional.empty();
        yield new Condition.Authenticated(name);
      }
      case SOURCE_IP ->
          new Condition.Within(
              Condition.Place.CLIENT,
              Matchers.range(principal.getSourceIp(), where.in("source_ip")));
      case DIRECT_REMOTE_IP ->
          new Condition.Within(
              Condition.Place.DIRECT_SOURCE,
              Matchers.range(principal.getDirectRemoteIp(), where.in("direct_remote_ip")));
      case REMOTE_IP ->
          new Condition.Within(
              Condition.Place.CLIENT,
              Matchers.range(principal.getRemoteIp(), where.in("remote_ip")));
      case HEADER ->
          new Condition.Header(Matchers.header(principal.getHeader(), where.in("header")));
      case URL_PATH -> path(principal.getUrlPath(), where.in("url_path"));
      // No filter sets dynamic metadata yet.
      case METADATA -> new Condition.Always(principal.getMetadata().getInvert());
      case FILTER_STATE -> filterState(principal, where.in("filter_state"));
      case SOURCED_METADATA, CUSTOM ->
          throw where.lacking("a principal of this kind (" + principal.getIdentifierCase() + ")");
      case IDENTIFIER_NOT_SET -> NEVER;
    };
  }

  /// Istio names the peer of a connection in filter state; to Weft that is its certificate.
  private static Condition filterState(Principal principal, Where where) throws Unlinkable {
    var matcher = principal.getFilterState();
    if (!matcher.getKey().equals("io.istio.peer_principal") || !matcher.hasStringMatch()) {
      throw where.lacking("filter state '" + matcher.getKey() + "'");
    }
    return new Condition.Authenticated(
        Optional.of(Matchers.text(matcher.getStringMatch(), where.in("string_match"))));
  }

  private static Condition path(PathMatcher matcher, Where where) throws Unlinkable {
    if (!matcher.hasPath()) {
      throw where.fault("the matcher names no path", "set path");
    }
    return new Condition.Path(Matchers.text(matcher.getPath(), where.in("path")));
  }

  private static void refuseDepth(int depth, Where where) throws Unlinkable {
    if (depth > DEEPEST) {
      throw where.fault(
          "conditions are nested more than " + DEEPEST + " deep", "flatten the policy");
    }
  }
}
