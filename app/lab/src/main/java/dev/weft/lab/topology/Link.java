package dev.weft.lab.topology;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a link between two networks, or between a network and a node of it, costs. Nodes are
/// written `CLUSTER/NODE`.
///
/// @param latency one way
/// @param jitter up to which the latency varies
/// @param loss share of packets lost, in percent
/// @param megabits bandwidth in million bits a second; absent for no limit
public record Link(
    @Required List<String> between,
    Duration latency,
    Duration jitter,
    double loss,
    Optional<Double> megabits)
    implements Verified {
  public Link {
    between = List.copyOf(between);
  }

  @Override
  public void verify(Findings findings) {
    if (between.size() != 2) {
      findings
          .at("between")
          .invalid("a link has two ends, not " + between.size(), "name two networks or nodes");
    }
    Expect.percent(findings.at("loss"), loss);
    if (latency.compareTo(Duration.ofSeconds(10)) > 0) {
      findings.at("latency").invalid("more than 10 s is not a link", "use at most 10s");
    }
    megabits.ifPresent(rate -> {
      if (rate <= 0) {
        findings.at("megabits").invalid("'" + rate + "' lets nothing pass", "use more than 0");
      }
    });
  }
}
