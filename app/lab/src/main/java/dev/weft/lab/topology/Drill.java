package dev.weft.lab.topology;

import dev.weft.api.schema.Default;
import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.time.Duration;
import java.util.List;

/// A fault, and what it may cost a caller that calls all the while.
///
/// @param fault the words of `weft lab fault`, such as `kill control-plane east`
/// @param from the pod that calls
/// @param call the URL that it calls
/// @param during how long the fault lasts
/// @param failedPercent the most calls that may fail, of all during the fault
/// @param feltPercent the fewest calls that must fail, for a fault that nothing can hide
/// @param recovery the longest time until no call fails any more: from the fault, or, where it is
///   to be felt, from its end
public record Drill(
    @Required String name,
    @Required List<String> fault,
    @Required String from,
    @Required String call,
    @Default("10s") Duration during,
    double failedPercent,
    double feltPercent,
    @Default("10s") Duration recovery)
    implements Verified {
  public Drill {
    fault = List.copyOf(fault);
  }

  @Override
  public void verify(Findings findings) {
    Expect.percent(findings.at("failedPercent"), failedPercent);
    Expect.percent(findings.at("feltPercent"), feltPercent);
    if (feltPercent > failedPercent) {
      findings
          .at("feltPercent")
          .conflict("more must fail than may", "write a higher 'failedPercent'");
    }
    if (during.compareTo(Duration.ofMinutes(5)) > 0) {
      findings.at("during").invalid("a drill lasts at most 5 minutes", "use 5m or less");
    }
  }
}
