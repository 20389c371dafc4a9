package dev.weft.lab.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lab.topology.Expectation;
import dev.weft.lab.topology.Expectation.Reason;
import dev.weft.lab.topology.LabFile;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a table of a check says of what was seen.
class JudgeTest {
  private static Expectation expectation(String fields) {
    return LabFile.parse(
            "lab.yaml",
            """
            name: demo
            summary: demo
            clusters: [{name: east}, {name: west}]
            workloads: [{name: caller, run: caller}, {name: echo, replicas: 2}]
            expectations: [{name: x, from: [east/caller], call: "http://echo.shop/"%s}]
            """
                .formatted(fields))
        .orElseThrow()
        .expectations()
        .getFirst();
  }

  private static Outcome good(String pod, String peer) {
    return new Outcome(Optional.empty(), 200, pod, peer, "", 3);
  }

  private static Outcome bad(Reason reason, int status) {
    return new Outcome(Optional.of(reason), status, "", "", "what it said", 3);
  }

  private static Finding judge(String fields, Outcome... outcomes) {
    return Judge.judge("east/caller", expectation(fields), List.of(outcomes));
  }

  @Test
  void successIsSuccessFromWhoeverAnswers() {
    Finding finding = judge("", good("east/echo-1", ""));
    assertThat(finding.holds()).isTrue();
    assertThat(finding.observed()).isEqualTo("ok from east/echo-1");
  }

  @Test
  void everyNamedPodMustAnswerAndNobodyElse() {
    String fields = ", answers: [east/echo-1, west]";
    assertThat(judge(fields, good("east/echo-1", ""), good("west/echo-2", "")).holds()).isTrue();
    assertThat(judge(fields, good("east/echo-1", "")).reason())
        .contains("no answer came from west");
    assertThat(judge(fields, good("east/echo-2", ""), good("west/echo-1", "")).reason())
        .contains("east/echo-2 answered too");
  }

  @Test
  void oneFailureAmongManyBreaksAnExpectationOfSuccess() {
    Finding finding = judge("", good("east/echo-1", ""), bad(Reason.NO_ENDPOINT, 503));
    assertThat(finding.holds()).isFalse();
    assertThat(finding.reason()).contains("1 of 2 calls failed: no-endpoint", "what it said");
  }

  @Test
  void theReasonOfAFailureCounts() {
    assertThat(judge(", expect: fail, reason: denied", bad(Reason.DENIED, 403)).holds()).isTrue();
    Finding other = judge(", expect: fail, reason: denied", bad(Reason.UNTRUSTED, 503));
    assertThat(other.holds()).isFalse();
    assertThat(other.reason())
        .contains("it failed because the TLS handshake failed, not because a policy forbids it");
  }

  @Test
  void aCallThatSucceedsBreaksAnExpectationOfFailure() {
    assertThat(judge(", expect: fail", good("east/echo-1", "")).reason())
        .contains("1 of 1 calls succeeded");
  }

  @Test
  void theIdentityThatTheServerSawCounts() {
    String fields = ", peer: 'spiffe://cluster.local/ns/shop/sa/caller'";
    assertThat(judge(fields, good("east/echo-1", "spiffe://cluster.local/ns/shop/sa/caller")))
        .returns(true, Finding::holds)
        .returns(true, Finding::encrypted);
    assertThat(judge(fields, good("east/echo-1", "")).reason())
        .contains("the server saw no identity");
  }

  @Test
  void sharesMayDifferAsChanceAllows() {
    String fields = ", times: 100, share: {east: 50, west: 50}";
    List<Outcome> even =
        java.util.stream.Stream.concat(
                Collections.nCopies(56, good("east/echo-1", "")).stream(),
                Collections.nCopies(44, good("west/echo-1", "")).stream())
            .toList();
    List<Outcome> uneven =
        java.util.stream.Stream.concat(
                Collections.nCopies(90, good("east/echo-1", "")).stream(),
                Collections.nCopies(10, good("west/echo-1", "")).stream())
            .toList();
    assertThat(Judge.judge("east/caller", expectation(fields), even).holds()).isTrue();
    assertThat(Judge.judge("east/caller", expectation(fields), uneven).reason())
        .contains("east answered 90 % of the calls, not 50 %");
  }

  @Test
  void exitsOfCurlAndWordsOfSidecarsAreUnderstood() {
    assertThat(CurlWords.read(6, 0, "", "Could not resolve host", 1).reason())
        .contains(Reason.NO_NAME);
    assertThat(CurlWords.read(7, 0, "", "Connection refused", 1).reason()).contains(Reason.REFUSED);
    assertThat(CurlWords.read(7, 0, "", "No route to host", 1).reason())
        .contains(Reason.UNREACHABLE);
    assertThat(CurlWords.read(28, 0, "", "timed out", 1).reason()).contains(Reason.UNREACHABLE);
    assertThat(CurlWords.read(0, 403, "RBAC: access denied", "", 1).reason())
        .contains(Reason.DENIED);
    assertThat(
            CurlWords.read(
                    0,
                    503,
                    "upstream connect error ... TLS_error: CERTIFICATE_VERIFY_FAILED",
                    "",
                    1)
                .reason())
        .contains(Reason.UNTRUSTED);
    assertThat(CurlWords.read(0, 503, "no healthy upstream", "", 1).reason())
        .contains(Reason.NO_ENDPOINT);
    assertThat(CurlWords.read(28, 0, "welcome to west/greeter\n", "timed out", 1).pod())
        .isEqualTo("west/greeter");
    Outcome echo =
        CurlWords.read(
            0,
            200,
            "{\"cluster\": \"west\", \"pod\": \"echo-1\", \"peer\": \"spiffe://a/b\"}",
            "",
            1);
    assertThat(echo).returns("west/echo-1", Outcome::pod).returns("spiffe://a/b", Outcome::peer);
  }
}
