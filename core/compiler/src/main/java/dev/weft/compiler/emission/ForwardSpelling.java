package dev.weft.compiler.emission;

import com.google.protobuf.BoolValue;
import com.google.protobuf.UInt32Value;
import dev.weft.compiler.plan.RetryPlan;
import dev.weft.compiler.plan.RoutePlan;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteAction.HashPolicy;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import java.util.ArrayList;
import java.util.List;

/// Route actions that send the request on.
final class ForwardSpelling {
  /// How often an endpoint that was tried is picked anew before it is taken all the same.
  private static final int RESELECTIONS = 5;

  /// After how many tries a retry may go to the next locality.
  private static final int TRIES_A_LOCALITY = 2;

  private static final String STATUSES = "retriable-status-codes";

  private ForwardSpelling() {}

  static RouteAction of(RoutePlan.Forward plan) {
    RouteAction.Builder action =
        RouteAction.newBuilder()
            .setTimeout(Spelling.duration(plan.timeout()))
            .setMaxGrpcTimeout(Spelling.duration(plan.timeout()));
    if (plan.destinations().size() == 1) {
      action.setCluster(plan.destinations().getFirst().cluster());
    } else {
      action.setWeightedClusters(weighted(plan.destinations()));
    }
    String authority = plan.authority();
    if (authority.isEmpty() && plan.destinations().size() == 1) {
      authority = plan.destinations().getFirst().authority();
    }
    if (!authority.isEmpty()) {
      action.setHostRewriteLiteral(authority);
    }
    switch (plan.rewrite()) {
      case RoutePlan.KeepPath keep -> {}
      case RoutePlan.ReplacePrefix prefix -> action.setPrefixRewrite(prefix.value());
      case RoutePlan.ReplaceRegex regex ->
          action.setRegexRewrite(
              RegexMatchAndSubstitute.newBuilder()
                  .setPattern(Spelling.regex(regex.regex()))
                  .setSubstitution(regex.substitution()));
    }
    plan.retry()
        .filter(retry -> retry.attempts() > 0)
        .ifPresent(r -> action.setRetryPolicy(retry(r)));
    plan.mirrors().forEach(mirror -> action.addRequestMirrorPolicies(mirror(mirror)));
    plan.hash().forEach(key -> action.addHashPolicy(hash(key)));
    return action.build();
  }

  private static WeightedCluster weighted(List<RoutePlan.Destination> destinations) {
    WeightedCluster.Builder clusters = WeightedCluster.newBuilder();
    for (RoutePlan.Destination destination : destinations) {
      WeightedCluster.ClusterWeight.Builder one =
          WeightedCluster.ClusterWeight.newBuilder()
              .setName(destination.cluster())
              .setWeight(Spelling.number(destination.weight()))
              .addAllRequestHeadersToAdd(RouteSpelling.additions(destination.request()))
              .addAllRequestHeadersToRemove(destination.request().remove())
              .addAllResponseHeadersToAdd(RouteSpelling.additions(destination.response()))
              .addAllResponseHeadersToRemove(destination.response().remove());
      if (!destination.authority().isEmpty()) {
        one.setHostRewriteLiteral(destination.authority());
      }
      clusters.addClusters(one);
    }
    return clusters.build();
  }

  private static RetryPolicy retry(RetryPlan plan) {
    List<String> on = new ArrayList<>(plan.on());
    if (!plan.statuses().isEmpty() && !on.contains(STATUSES)) {
      on.add(STATUSES);
    }
    RetryPolicy.Builder policy =
        RetryPolicy.newBuilder()
            .setRetryOn(String.join(",", on))
            .setNumRetries(UInt32Value.of(plan.attempts()))
            .addAllRetriableStatusCodes(plan.statuses());
    plan.perTryTimeout().ifPresent(each -> policy.setPerTryTimeout(Spelling.duration(each)));
    plan.backoff()
        .ifPresent(base ->
            policy.setRetryBackOff(
                RetryPolicy.RetryBackOff.newBuilder().setBaseInterval(Spelling.duration(base))));
    if (plan.ignorePreviousHosts()) {
      policy
          .addRetryHostPredicate(
              RetryPolicy.RetryHostPredicate.newBuilder()
                  .setName("envoy.retry_host_predicates.previous_hosts")
                  .setTypedConfig(Spelling.pack(PreviousHostsPredicate.getDefaultInstance())))
          .setHostSelectionRetryMaxAttempts(RESELECTIONS);
    }
    if (plan.otherLocalities()) {
      policy.setRetryPriority(
          RetryPolicy.RetryPriority.newBuilder()
              .setName("envoy.retry_priorities.previous_priorities")
              .setTypedConfig(
                  Spelling.pack(
                      PreviousPrioritiesConfig.newBuilder()
                          .setUpdateFrequency(TRIES_A_LOCALITY)
                          .build())));
    }
    return policy.build();
  }

  private static RouteAction.RequestMirrorPolicy mirror(RoutePlan.Mirror plan) {
    return RouteAction.RequestMirrorPolicy.newBuilder()
        .setCluster(plan.cluster())
        .setTraceSampled(BoolValue.of(false))
        .setDisableShadowHostSuffixAppend(true)
        .setRuntimeFraction(
            RuntimeFractionalPercent.newBuilder().setDefaultValue(Spelling.percent(plan.percent())))
        .build();
  }

  private static HashPolicy hash(RoutePlan.HashKey key) {
    HashPolicy.Builder policy = HashPolicy.newBuilder();
    switch (key) {
      case RoutePlan.HashHeader header ->
          policy.setHeader(HashPolicy.Header.newBuilder().setHeaderName(header.name()));
      case RoutePlan.HashCookie cookie -> {
        HashPolicy.Cookie.Builder spelled =
            HashPolicy.Cookie.newBuilder().setName(cookie.name()).setPath(cookie.path());
        cookie.ttl().ifPresent(ttl -> spelled.setTtl(Spelling.duration(ttl)));
        policy.setCookie(spelled);
      }
      case RoutePlan.HashSource source ->
          policy.setConnectionProperties(
              HashPolicy.ConnectionProperties.newBuilder().setSourceIp(true));
      case RoutePlan.HashQuery query ->
          policy.setQueryParameter(HashPolicy.QueryParameter.newBuilder().setName(query.name()));
    }
    return policy.build();
  }
}
