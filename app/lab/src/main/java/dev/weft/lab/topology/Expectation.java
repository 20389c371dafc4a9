package dev.weft.lab.topology;

import dev.weft.api.schema.Default;
import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Field;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a caller is to see.
///
/// @param name what is shown, in words
/// @param from pods that call, as `CLUSTER/WORKLOAD`
/// @param call a URL, `http://`, `https://` or `tcp://`; `{clusterIP CLUSTER/NAMESPACE/SERVICE}`,
///   `{loadBalancer ...}` and `{pod CLUSTER/WORKLOAD}` in it stand for addresses
/// @param method of HTTP
/// @param headers of the request
/// @param expect whether the call is to succeed
/// @param reason how it is to fail
/// @param status of the answer; absent for any below 400, or any when it is to fail
/// @param answers `CLUSTER/WORKLOAD`s or clusters that must all answer, and nobody else
/// @param share of each of them in percent, by the same names
/// @param peer the SPIFFE identity that the server sees
/// @param times how often to call
/// @param without trust domains that no other mesh believes while the call is made: their bundles
///   are taken away, and given again when all such calls have been made
public record Expectation(
    @Required String name,
    @Required List<String> from,
    @Required String call,
    @Default("GET") String method,
    Map<String, String> headers,
    Verdict expect,
    Optional<Reason> reason,
    Optional<Integer> status,
    List<String> answers,
    Map<String, Double> share,
    Optional<String> peer,
    @Default("1") int times,
    List<String> without)
    implements Verified {
  /// The most a caller calls for one expectation.
  private static final int LIMIT_TIMES = 10_000;

  /// Whether a call succeeds.
  public enum Verdict {
    @Field("ok")
    OK,
    @Field("fail")
    FAIL;

    @Override
    public String toString() {
      return this == OK ? "ok" : "fail";
    }
  }

  /// Why a call failed, as a person would say it.
  public enum Reason {
    /// The name has no address.
    @Field("no-name")
    NO_NAME("the name has no address"),
    /// No way to the address, or nobody answers there.
    @Field("unreachable")
    UNREACHABLE("nobody answers at the address"),
    /// The port is closed.
    @Field("refused")
    REFUSED("the connection was refused"),
    /// The two proxies do not trust one another.
    @Field("untrusted")
    UNTRUSTED("the TLS handshake failed"),
    /// A policy forbids it.
    @Field("denied")
    DENIED("a policy forbids it"),
    /// The mesh knows no endpoint that could answer.
    @Field("no-endpoint")
    NO_ENDPOINT("no endpoint can answer"),
    /// The connection ended before an answer.
    @Field("reset")
    RESET("the connection was closed before an answer"),
    /// An HTTP status that stands for failure.
    @Field("status")
    STATUS("the answer is a failure");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }

    /// As written in a lab file.
    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  public Expectation {
    from = List.copyOf(from);
    headers = Ordered.copyOf(headers);
    answers = List.copyOf(answers);
    without = List.copyOf(without);
    share = Ordered.copyOf(share);
  }

  @Override
  public void verify(Findings findings) {
    if (!call.startsWith("http://") && !call.startsWith("https://") && !call.startsWith("tcp://")) {
      findings
          .at("call")
          .invalid("'" + call + "' cannot be called", "write it as http://NAME:PORT/PATH");
    }
    if (times < 1 || times > LIMIT_TIMES) {
      findings.at("times").invalid("'" + times + "' is not a number of calls", "use 1 to 10000");
    }
    if (expect == Verdict.OK && reason.isPresent()) {
      findings.at("reason").conflict("a call that succeeds has no reason", "write 'expect: fail'");
    }
    if (expect == Verdict.FAIL && !(answers.isEmpty() && share.isEmpty() && peer.isEmpty())) {
      findings.at("expect").conflict("nobody answers a call that fails", "write 'expect: ok'");
    }
    status.ifPresent(number -> {
      if (number < 100 || number > 599) {
        findings.at("status").invalid(number + " is not a status of HTTP", "use 100 to 599");
      }
    });
    share.forEach((who, percent) -> Expect.percent(findings.at("share").key(who), percent));
  }
}
