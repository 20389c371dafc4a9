package dev.weft.graph.retry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UInt32Value;
import dev.weft.graph.Given;
import dev.weft.graph.Graph;
import dev.weft.graph.Linker;
import dev.weft.graph.cluster.Cluster;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RetryTest {
  private static final EnumSet<RetryOn> ISTIO =
      EnumSet.of(
          RetryOn.CONNECT_FAILURE,
          RetryOn.REFUSED_STREAM,
          RetryOn.UNAVAILABLE,
          RetryOn.CANCELLED,
          RetryOn.RETRIABLE_STATUS_CODES);

  /// As Istio has it: no limit of retries, so that Weft's own budget is what counts.
  private static final CircuitBreakers UNLIMITED =
      CircuitBreakers.newBuilder()
          .addThresholds(CircuitBreakers.Thresholds.newBuilder().setMaxRetries(UInt32Value.of(-1)))
          .build();

  private final Cluster cluster =
      Linker.link(
              Resources.builder()
                  .add(
                      ResourceType.CLUSTER,
                      Given.cluster("a").toBuilder().setCircuitBreakers(UNLIMITED).build())
                  .build(),
              Graph.EMPTY)
          .orElseThrow()
          .cluster("a")
          .orElseThrow();

  private static RetryPolicy policy(Set<RetryOn> on, int retries) {
    return new RetryPolicy(
        on, retries, Set.of(503), List.of(), 0, 25_000_000, 250_000_000, false, 1);
  }

  private Verdict judge(Set<RetryOn> on, Attempt attempt, Outcome outcome) {
    return Retry.judge(policy(on, 2), attempt, outcome, cluster, new SplittableRandom(3));
  }

  private static Attempt first(String method) {
    return new Attempt(1, method, false, true);
  }

  private static Outcome answered(int status) {
    return new Outcome.Answered(status, -1, Given.get("", ""));
  }

  @Test
  void aPostIsNeverSentTwiceToAnUpstreamThatMayHaveActed() {
    EnumSet<RetryOn> all = EnumSet.allOf(RetryOn.class);
    Verdict unsafe = new Verdict.Stop(Verdict.Reason.UNSAFE);
    assertThat(judge(all, first("POST"), new Outcome.Reset(true))).isEqualTo(unsafe);
    assertThat(judge(all, first("POST"), new Outcome.TimedOut())).isEqualTo(unsafe);
    assertThat(judge(all, first("POST"), answered(503))).isEqualTo(unsafe);
    assertThat(judge(all, first("PATCH"), answered(502))).isEqualTo(unsafe);
  }

  @Test
  void aPostIsTriedAgainWhenTheUpstreamProvablyDidNothing() {
    assertThat(judge(ISTIO, first("POST"), new Outcome.ConnectFailure(false)))
        .isInstanceOf(Verdict.Again.class);
    assertThat(judge(ISTIO, first("POST"), new Outcome.Refused()))
        .isInstanceOf(Verdict.Again.class);
    assertThat(
            judge(
                EnumSet.of(RetryOn.RESET_BEFORE_REQUEST), first("POST"), new Outcome.Reset(false)))
        .isInstanceOf(Verdict.Again.class);
  }

  @Test
  void onlyWhatThePolicyNamesIsTriedAgain() {
    Verdict not = new Verdict.Stop(Verdict.Reason.NOT_RETRIABLE);
    assertThat(judge(ISTIO, first("GET"), answered(500))).isEqualTo(not);
    assertThat(judge(ISTIO, first("GET"), answered(503))).isInstanceOf(Verdict.Again.class);
    assertThat(judge(ISTIO, first("GET"), new Outcome.Reset(true))).isEqualTo(not);
    assertThat(judge(EnumSet.of(RetryOn.SERVER_ERROR), first("GET"), answered(500)))
        .isInstanceOf(Verdict.Again.class);
    assertThat(judge(EnumSet.of(RetryOn.GATEWAY_ERROR), first("GET"), answered(500)))
        .isEqualTo(not);
    assertThat(judge(EnumSet.of(RetryOn.RETRIABLE_4XX), first("GET"), answered(409)))
        .isInstanceOf(Verdict.Again.class);
    assertThat(judge(EnumSet.allOf(RetryOn.class), first("GET"), new Outcome.Overflow()))
        .isEqualTo(not);
  }

  @Test
  void aGrpcStatusIsRetriedForGrpcOnlyWhenTheRouteAsksForIt() {
    Attempt call = new Attempt(1, "POST", true, true);
    Outcome unavailable = new Outcome.Answered(200, 14, Given.get("", ""));
    assertThat(judge(ISTIO, call, unavailable)).isEqualTo(new Verdict.Stop(Verdict.Reason.UNSAFE));
    assertThat(judge(EnumSet.of(RetryOn.UNAVAILABLE), call, unavailable))
        .isInstanceOf(Verdict.Again.class);
  }

  @Test
  void attemptsAndBudgetRunOut() {
    assertThat(judge(ISTIO, new Attempt(3, "GET", false, true), answered(503)))
        .isEqualTo(new Verdict.Stop(Verdict.Reason.EXHAUSTED));
    // Nothing is under way, so three retries are allowed at once, and no more.
    for (int i = 0; i < 3; i++) {
      assertThat(judge(ISTIO, first("GET"), answered(503))).isInstanceOf(Verdict.Again.class);
    }
    assertThat(judge(ISTIO, first("GET"), answered(503)))
        .isEqualTo(new Verdict.Stop(Verdict.Reason.OVER_BUDGET));
    cluster.usage().retryEnd();
    assertThat(judge(ISTIO, first("GET"), answered(503))).isInstanceOf(Verdict.Again.class);
  }

  @Test
  void whatReachedNobodyIsTriedAgainWhateverElseIsBeingRetried() {
    for (int i = 0; i < 3; i++) {
      assertThat(judge(ISTIO, first("GET"), answered(503))).isInstanceOf(Verdict.Again.class);
    }
    assertThat(judge(ISTIO, first("GET"), new Outcome.ConnectFailure(false)))
        .isInstanceOf(Verdict.Again.class);
  }

  @Test
  void aRequestWhoseBodyIsGoneIsNotTriedAgain() {
    assertThat(judge(ISTIO, new Attempt(1, "PUT", false, false), answered(503)))
        .isEqualTo(new Verdict.Stop(Verdict.Reason.NOT_REPLAYABLE));
  }
}
