package dev.weft.compiler.emission;

import com.google.protobuf.BoolValue;
import com.google.protobuf.UInt32Value;
import dev.weft.compiler.plan.HeaderEdits;
import dev.weft.compiler.plan.RoutePlan;
import dev.weft.compiler.plan.RouteTablePlan;
import dev.weft.model.StringMatch;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.config.route.v3.Decorator;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction.RedirectResponseCode;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Route tables, virtual hosts and routes.
final class RouteSpelling {
  /// istiod's limit on the body of a direct response, in bytes.
  private static final int LONGEST_DIRECT_BODY = 1024 * 1024;

  private RouteSpelling() {}

  static RouteConfiguration of(RouteTablePlan plan) {
    return of(plan, RouteSpelling::virtualHost);
  }

  static RouteConfiguration of(
      RouteTablePlan plan, Function<RouteTablePlan.VirtualHost, VirtualHost> hosts) {
    RouteConfiguration.Builder table =
        RouteConfiguration.newBuilder()
            .setName(plan.name())
            .setValidateClusters(BoolValue.of(false))
            .setMaxDirectResponseBodySizeBytes(UInt32Value.of(LONGEST_DIRECT_BODY))
            .setIgnorePortInHostMatching(plan.ignorePort());
    plan.virtualHosts().forEach(host -> table.addVirtualHosts(hosts.apply(host)));
    return table.build();
  }

  static VirtualHost virtualHost(RouteTablePlan.VirtualHost plan) {
    VirtualHost.Builder host =
        VirtualHost.newBuilder()
            .setName(plan.name())
            .addAllDomains(plan.domains())
            .setIncludeRequestAttemptCount(true);
    if (plan.redirectToHttps()) {
      host.setRequireTls(VirtualHost.TlsRequirementType.ALL);
    }
    plan.routes().forEach(route -> host.addRoutes(route(route)));
    return host.build();
  }

  private static Route route(RoutePlan plan) {
    Route.Builder route = Route.newBuilder().setName(plan.name()).setMatch(match(plan.match()));
    HeaderEdits request = plan.request();
    HeaderEdits response = plan.response();
    switch (plan.action()) {
      case RoutePlan.Forward forward -> {
        route.setRoute(ForwardSpelling.of(forward));
        if (forward.destinations().size() == 1) {
          RoutePlan.Destination only = forward.destinations().getFirst();
          route.addAllRequestHeadersToAdd(additions(request));
          route.addAllRequestHeadersToAdd(additions(only.request()));
          route.addAllRequestHeadersToRemove(only.request().remove());
          route.addAllResponseHeadersToAdd(additions(response));
          route.addAllResponseHeadersToAdd(additions(only.response()));
          route.addAllResponseHeadersToRemove(only.response().remove());
        } else {
          route.addAllRequestHeadersToAdd(additions(request));
          route.addAllResponseHeadersToAdd(additions(response));
        }
      }
      case RoutePlan.Redirect redirect -> {
        route.setRedirect(redirect(redirect));
        route.addAllResponseHeadersToAdd(additions(response));
      }
      case RoutePlan.Respond respond -> {
        DirectResponseAction.Builder action =
            DirectResponseAction.newBuilder().setStatus(respond.status());
        if (!respond.body().isEmpty()) {
          action.setBody(DataSource.newBuilder().setInlineString(respond.body()));
        }
        route.setDirectResponse(action);
        route.addAllResponseHeadersToAdd(additions(response));
      }
    }
    route.addAllRequestHeadersToRemove(request.remove());
    route.addAllResponseHeadersToRemove(response.remove());
    if (!plan.operation().isEmpty()) {
      route.setDecorator(Decorator.newBuilder().setOperation(plan.operation()));
    }
    plan.fault()
        .ifPresent(fault ->
            route.putTypedPerFilterConfig(
                FilterSpelling.FAULT, Spelling.pack(FilterSpelling.fault(fault))));
    plan.cors()
        .ifPresent(cors ->
            route.putTypedPerFilterConfig(
                FilterSpelling.CORS, Spelling.pack(FilterSpelling.cors(cors))));
    Marks.of(plan.rule()).ifPresent(route::setMetadata);
    return route.build();
  }

  private static RouteMatch match(RoutePlan.Match plan) {
    RouteMatch.Builder match = RouteMatch.newBuilder();
    switch (plan.path()) {
      case RoutePlan.PathPrefix prefix ->
          match.setPrefix(prefix.value().isEmpty() ? "/" : prefix.value());
      case RoutePlan.PathElements elements -> {
        String path = elements.value().replaceAll("/+$", "");
        if (path.isEmpty()) {
          match.setPrefix("/");
        } else {
          match.setPathSeparatedPrefix(path);
        }
      }
      case RoutePlan.PathExact exact -> match.setPath(exact.value());
      case RoutePlan.PathRegex regex -> match.setSafeRegex(Spelling.regex(regex.value()));
    }
    match.setCaseSensitive(BoolValue.of(!plan.ignoreCase()));
    plan.headers().forEach(header -> match.addHeaders(header(header)));
    plan.query().forEach(query -> match.addQueryParameters(query(query)));
    return match.build();
  }

  private static HeaderMatcher header(RoutePlan.NamedMatch plan) {
    HeaderMatcher.Builder header =
        HeaderMatcher.newBuilder()
            .setName(plan.name())
            .setInvertMatch(plan.sense() == RoutePlan.Sense.MUST_NOT)
            .setTreatMissingHeaderAsEmpty(plan.absentMatches());
    switch (plan.match()) {
      case StringMatch.Present present ->
          header.setPresentMatch(true).setTreatMissingHeaderAsEmpty(false);
      case StringMatch.Exact exact -> header.setStringMatch(Spelling.match(exact));
      case StringMatch.Prefix prefix -> header.setStringMatch(Spelling.match(prefix));
      case StringMatch.Regex regex -> header.setStringMatch(Spelling.match(regex));
    }
    return header.build();
  }

  private static QueryParameterMatcher query(RoutePlan.NamedMatch plan) {
    QueryParameterMatcher.Builder query = QueryParameterMatcher.newBuilder().setName(plan.name());
    switch (plan.match()) {
      case StringMatch.Present present -> query.setPresentMatch(true);
      case StringMatch.Exact exact -> query.setStringMatch(Spelling.match(exact));
      case StringMatch.Prefix prefix -> query.setStringMatch(Spelling.match(prefix));
      case StringMatch.Regex regex -> query.setStringMatch(Spelling.match(regex));
    }
    return query.build();
  }

  private static RedirectAction redirect(RoutePlan.Redirect plan) {
    RedirectAction.Builder redirect =
        RedirectAction.newBuilder()
            .setResponseCode(
                switch (plan.status()) {
                  case 302 -> RedirectResponseCode.FOUND;
                  case 303 -> RedirectResponseCode.SEE_OTHER;
                  case 307 -> RedirectResponseCode.TEMPORARY_REDIRECT;
                  case 308 -> RedirectResponseCode.PERMANENT_REDIRECT;
                  default -> RedirectResponseCode.MOVED_PERMANENTLY;
                });
    if (!plan.scheme().isEmpty()) {
      redirect.setSchemeRedirect(plan.scheme());
    }
    if (!plan.authority().isEmpty()) {
      redirect.setHostRedirect(plan.authority());
    }
    plan.port().ifPresent(redirect::setPortRedirect);
    switch (plan.path()) {
      case RoutePlan.SamePath same -> {}
      case RoutePlan.WholePath whole -> redirect.setPathRedirect(whole.value());
      case RoutePlan.PrefixOfPath prefix -> redirect.setPrefixRewrite(prefix.value());
    }
    return redirect.build();
  }

  /// Header additions: what is set replaces, what is added appends.
  static List<HeaderValueOption> additions(HeaderEdits edits) {
    List<HeaderValueOption> options = new ArrayList<>();
    edits.set().forEach((name, value) -> options.add(option(name, value, true)));
    edits.add().forEach((name, value) -> options.add(option(name, value, false)));
    return options;
  }

  private static HeaderValueOption option(String name, String value, boolean replace) {
    return HeaderValueOption.newBuilder()
        .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
        .setAppendAction(
            replace
                ? HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD
                : HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD)
        .setKeepEmptyValue(value.isEmpty())
        .build();
  }
}
