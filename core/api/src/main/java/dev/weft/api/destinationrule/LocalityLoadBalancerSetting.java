package dev.weft.api.destinationrule;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Verified;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Weights or fail-over between localities (Istio, "LocalityLoadBalancerSetting").
public record LocalityLoadBalancerSetting(
    List<Distribute> distribute,
    List<Failover> failover,
    List<String> failoverPriority,
    Optional<Boolean> enabled)
    implements Verified {
  public LocalityLoadBalancerSetting {
    distribute = List.copyOf(distribute);
    failover = List.copyOf(failover);
    failoverPriority = List.copyOf(failoverPriority);
  }

  @Override
  public void verify(Findings findings) {
    if (!distribute.isEmpty() && !failover.isEmpty()) {
      findings.conflict("'distribute' and 'failover' exclude one another", "keep one of them");
    }
  }

  /// The weights with which traffic from one locality goes to others; they add up to 100.
  public record Distribute(String from, Map<String, Integer> to) implements Verified {
    public Distribute {
      to = Ordered.copyOf(to);
    }

    @Override
    public void verify(Findings findings) {
      int total = 0;
      for (Map.Entry<String, Integer> share : to.entrySet()) {
        if (share.getValue() < 1 || share.getValue() > 100) {
          findings
              .at("to")
              .key(share.getKey())
              .invalid(share.getValue() + " is not a share", "use a value from 1 to 100");
        }
        total += share.getValue();
      }
      if (total != 100) {
        findings.at("to").invalid("the shares add up to " + total, "make them add up to 100");
      }
    }
  }
}
