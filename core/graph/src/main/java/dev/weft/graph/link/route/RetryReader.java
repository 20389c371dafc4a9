package dev.weft.graph.link.route;

import dev.weft.graph.link.reading.Matchers;
import dev.weft.graph.link.reading.Refusals;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Unpack;
import dev.weft.graph.link.reading.Where;
import dev.weft.graph.retry.RetryOn;
import dev.weft.graph.retry.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RetryHostPredicate;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RetryPriority;
import io.envoyproxy.envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/// Reads retry policies.
final class RetryReader {
  private static final String PREVIOUS_PRIORITIES =
      "envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig";
  private static final Refusals UNHEEDED =
      Refusals.of(
          io.envoyproxy.envoy.config.route.v3.RetryPolicy.getDescriptor(),
          "retry_options_predicates",
          "retriable_request_headers",
          "per_try_idle_timeout",
          "rate_limited_retry_back_off");

  private static final long BASE = 25_000_000L;

  private RetryReader() {}

  static RetryPolicy read(io.envoyproxy.envoy.config.route.v3.RetryPolicy policy, Where where)
      throws Unlinkable {
    Set<RetryOn> conditions = EnumSet.noneOf(RetryOn.class);
    Set<Integer> statuses = new HashSet<>(policy.getRetriableStatusCodesList());
    for (String word : policy.getRetryOn().split(",", -1)) {
      condition(word.trim(), conditions, statuses, where.in("retry_on"));
    }
    UNHEEDED.check(policy, where);
    boolean avoid = false;
    for (int i = 0; i < policy.getRetryHostPredicateCount(); i++) {
      avoid |= avoids(policy.getRetryHostPredicate(i), where.in("retry_host_predicate", i));
    }
    long base =
        policy.getRetryBackOff().hasBaseInterval()
            ? Math.max(1_000_000L, Unpack.nanos(policy.getRetryBackOff().getBaseInterval()))
            : BASE;
    long most =
        policy.getRetryBackOff().hasMaxInterval()
            ? Unpack.nanos(policy.getRetryBackOff().getMaxInterval())
            : Math.multiplyExact(Math.min(base, Long.MAX_VALUE / 10), 10L);
    // A count of 0 is as good as no policy.
    int retries =
        policy.hasNumRetries()
            ? (int) Math.min(100, Integer.toUnsignedLong(policy.getNumRetries().getValue()))
            : 1;
    return new RetryPolicy(
        conditions,
        retries,
        statuses,
        Matchers.headers(policy.getRetriableHeadersList(), where, "retriable_headers"),
        Unpack.nanos(policy.getPerTryTimeout()),
        base,
        most,
        avoid,
        (int) Math.max(1, Math.min(100, policy.getHostSelectionRetryMaxAttempts())),
        priorities(policy, where.in("retry_priority")));
  }

  private static void condition(
      String word, Set<RetryOn> conditions, Set<Integer> statuses, Where where) throws Unlinkable {
    if (word.isEmpty()) {
      return;
    }
    var known = RetryOn.of(word);
    if (known.isPresent()) {
      conditions.add(known.get());
    } else if (word.length() == 3 && word.chars().allMatch(c -> c >= '0' && c <= '9')) {
      statuses.add(Integer.parseInt(word));
      conditions.add(RetryOn.RETRIABLE_STATUS_CODES);
    } else {
      throw where.fault(
          "'" + word + "' is no retry condition",
          "use conditions such as 5xx, connect-failure, refused-stream or unavailable");
    }
  }

  private static int priorities(io.envoyproxy.envoy.config.route.v3.RetryPolicy policy, Where where)
      throws Unlinkable {
    if (!policy.hasRetryPriority()) {
      return 0;
    }
    RetryPriority priority = policy.getRetryPriority();
    if (!Unpack.type(priority.getTypedConfig()).equals(PREVIOUS_PRIORITIES)) {
      throw where.lacking("the retry priority '" + priority.getName() + "'");
    }
    int every =
        Unpack.as(priority.getTypedConfig(), PreviousPrioritiesConfig.getDefaultInstance(), where)
            .getUpdateFrequency();
    if (every <= 0) {
      throw where.in("update_frequency").fault("it is not above 0", "set it, such as 2");
    }
    return every;
  }

  private static boolean avoids(RetryHostPredicate predicate, Where where) throws Unlinkable {
    String type = Unpack.type(predicate.getTypedConfig());
    return switch (type) {
      case "envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate" -> true;
      // Canary metadata means nothing here.
      case "envoy.extensions.retry.host.omit_canary_hosts.v3.OmitCanaryHostsPredicate" -> false;
      default -> {
        if (predicate.getName().equals("envoy.retry_host_predicates.previous_hosts")) {
          yield true;
        }
        throw where.lacking("the retry host predicate '" + predicate.getName() + "'");
      }
    };
  }
}
