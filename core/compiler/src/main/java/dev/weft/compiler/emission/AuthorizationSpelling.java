package dev.weft.compiler.emission;

import dev.weft.compiler.plan.AuthorizationPlan.Action;
import dev.weft.compiler.plan.AuthorizationPlan.Gate;
import dev.weft.compiler.plan.MetadataMatch;
import dev.weft.compiler.plan.Permission;
import dev.weft.compiler.plan.Principal;
import dev.weft.compiler.plan.TextMatch;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.rbac.v3.Policy;
import io.envoyproxy.envoy.config.rbac.v3.RBAC;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig;
import io.envoyproxy.envoy.type.matcher.v3.ListMatcher;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.envoyproxy.envoy.type.matcher.v3.OrMatcher;
import io.envoyproxy.envoy.type.matcher.v3.PathMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import java.util.List;
import java.util.Optional;

/// Gates as Envoy's RBAC filters.
final class AuthorizationSpelling {
  private AuthorizationSpelling() {}

  static HttpFilter http(Gate gate) {
    var filter =
        io.envoyproxy
            .envoy
            .extensions
            .filters
            .http
            .rbac
            .v3
            .RBAC
            .newBuilder()
            .setShadowRulesStatPrefix(shadowPrefix(gate));
    gate.enforced().ifPresent(policies -> filter.setRules(rules(gate.action(), policies)));
    gate.tried().ifPresent(policies -> filter.setShadowRules(rules(gate.action(), policies)));
    return HttpFilter.newBuilder()
        .setName("envoy.filters.http.rbac")
        .setTypedConfig(Spelling.pack(filter.build()))
        .build();
  }

  static Filter network(Gate gate) {
    var filter =
        io.envoyproxy
            .envoy
            .extensions
            .filters
            .network
            .rbac
            .v3
            .RBAC
            .newBuilder()
            .setStatPrefix("tcp.")
            .setShadowRulesStatPrefix(shadowPrefix(gate));
    gate.enforced().ifPresent(policies -> filter.setRules(rules(gate.action(), policies)));
    gate.tried().ifPresent(policies -> filter.setShadowRules(rules(gate.action(), policies)));
    return Filter.newBuilder()
        .setName("envoy.filters.network.rbac")
        .setTypedConfig(Spelling.pack(filter.build()))
        .build();
  }

  private static String shadowPrefix(Gate gate) {
    if (gate.tried().isEmpty()) {
      return "";
    }
    return switch (gate.action()) {
      case ALLOW -> "istio_dry_run_allow_";
      case DENY -> "istio_dry_run_deny_";
      case AUDIT -> "";
    };
  }

  private static RBAC rules(
      Action action, List<dev.weft.compiler.plan.AuthorizationPlan.Policy> policies) {
    RBAC.Builder rules =
        RBAC.newBuilder()
            .setAction(
                switch (action) {
                  case ALLOW -> RBAC.Action.ALLOW;
                  case DENY -> RBAC.Action.DENY;
                  case AUDIT -> RBAC.Action.LOG;
                });
    for (var policy : policies) {
      rules.putPolicies(
          policy.name(),
          Policy.newBuilder()
              .addAllPermissions(permissions(policy.permissions()))
              .addAllPrincipals(principals(policy.principals()))
              .build());
    }
    return rules.build();
  }

  private static List<io.envoyproxy.envoy.config.rbac.v3.Permission> permissions(
      List<Permission> plans) {
    return plans.stream().map(AuthorizationSpelling::permission).toList();
  }

  private static io.envoyproxy.envoy.config.rbac.v3.Permission permission(Permission plan) {
    var permission = io.envoyproxy.envoy.config.rbac.v3.Permission.newBuilder();
    switch (plan) {
      case Permission.Anything anything -> permission.setAny(true);
      case Permission.All all ->
          permission.setAndRules(
              io.envoyproxy.envoy.config.rbac.v3.Permission.Set.newBuilder()
                  .addAllRules(permissions(all.parts())));
      case Permission.Some some ->
          permission.setOrRules(
              io.envoyproxy.envoy.config.rbac.v3.Permission.Set.newBuilder()
                  .addAllRules(permissions(some.parts())));
      case Permission.Not not -> permission.setNotRule(permission(not.part()));
      case Permission.Header header -> permission.setHeader(header(header.name(), header.value()));
      case Permission.Path path ->
          permission.setUrlPath(PathMatcher.newBuilder().setPath(text(path.text())));
      case Permission.PathTemplate template ->
          permission.setUriTemplate(
              TypedExtensionConfig.newBuilder()
                  .setName("uri-template")
                  .setTypedConfig(
                      Spelling.pack(
                          UriTemplateMatchConfig.newBuilder()
                              .setPathTemplate(template.template())
                              .build())));
      case Permission.DestinationAddress address ->
          permission.setDestinationIp(Spelling.range(address.range()));
      case Permission.DestinationPort port -> permission.setDestinationPort(port.port());
      case Permission.ServerName name -> permission.setRequestedServerName(text(name.text()));
      case Permission.Attribute attribute -> permission.setMetadata(metadata(attribute.match()));
    }
    return permission.build();
  }

  private static List<io.envoyproxy.envoy.config.rbac.v3.Principal> principals(
      List<Principal> plans) {
    return plans.stream().map(AuthorizationSpelling::principal).toList();
  }

  private static io.envoyproxy.envoy.config.rbac.v3.Principal principal(Principal plan) {
    var principal = io.envoyproxy.envoy.config.rbac.v3.Principal.newBuilder();
    switch (plan) {
      case Principal.Anybody anybody -> principal.setAny(true);
      case Principal.All all ->
          principal.setAndIds(
              io.envoyproxy.envoy.config.rbac.v3.Principal.Set.newBuilder()
                  .addAllIds(principals(all.parts())));
      case Principal.Some some ->
          principal.setOrIds(
              io.envoyproxy.envoy.config.rbac.v3.Principal.Set.newBuilder()
                  .addAllIds(principals(some.parts())));
      case Principal.Not not -> principal.setNotId(principal(not.part()));
      case Principal.Peer peer ->
          principal.setAuthenticated(
              io.envoyproxy.envoy.config.rbac.v3.Principal.Authenticated.newBuilder()
                  .setPrincipalName(text(peer.spiffeId())));
      case Principal.DirectAddress address ->
          principal.setDirectRemoteIp(Spelling.range(address.range()));
      case Principal.ClientAddress address ->
          principal.setRemoteIp(Spelling.range(address.range()));
      case Principal.Header header -> principal.setHeader(header(header.name(), header.value()));
      case Principal.Attribute attribute -> principal.setMetadata(metadata(attribute.match()));
    }
    return principal.build();
  }

  private static HeaderMatcher header(String name, Optional<TextMatch> value) {
    HeaderMatcher.Builder header = HeaderMatcher.newBuilder().setName(name);
    value.ifPresentOrElse(
        match -> header.setStringMatch(text(match)), () -> header.setPresentMatch(true));
    return header.build();
  }

  private static StringMatcher text(TextMatch match) {
    StringMatcher.Builder text = StringMatcher.newBuilder().setIgnoreCase(match.ignoreCase());
    switch (match.kind()) {
      case EXACT -> text.setExact(match.value());
      case PREFIX -> text.setPrefix(match.value());
      case SUFFIX -> text.setSuffix(match.value());
      case REGEX -> text.setSafeRegex(Spelling.regex(match.value()));
    }
    return text.build();
  }

  private static MetadataMatcher metadata(MetadataMatch match) {
    MetadataMatcher.Builder metadata = MetadataMatcher.newBuilder().setFilter(match.filter());
    match
        .path()
        .forEach(key -> metadata.addPath(MetadataMatcher.PathSegment.newBuilder().setKey(key)));
    ValueMatcher values =
        either(match.values().stream().map(AuthorizationSpelling::value).toList());
    return metadata
        .setValue(
            switch (match.shape()) {
              case AS_WRITTEN -> values;
              case TEXT_OR_LIST -> either(List.of(element(values), values));
            })
        .build();
  }

  private static ValueMatcher value(MetadataMatch.Value value) {
    ValueMatcher text = ValueMatcher.newBuilder().setStringMatch(text(value.text())).build();
    return value.element() ? element(text) : text;
  }

  private static ValueMatcher element(ValueMatcher value) {
    return ValueMatcher.newBuilder().setListMatch(ListMatcher.newBuilder().setOneOf(value)).build();
  }

  private static ValueMatcher either(List<ValueMatcher> values) {
    return values.size() == 1
        ? values.getFirst()
        : ValueMatcher.newBuilder()
            .setOrMatch(OrMatcher.newBuilder().addAllValueMatchers(values))
            .build();
  }
}
