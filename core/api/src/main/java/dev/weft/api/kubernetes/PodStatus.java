package dev.weft.api.kubernetes;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.List;

/// The observed state of a pod.
public record PodStatus(
    String phase, String podIP, List<PodIp> podIPs, String hostIP, List<PodCondition> conditions)
    implements Verified {
  public PodStatus {
    podIPs = List.copyOf(podIPs);
    conditions = List.copyOf(conditions);
  }

  @Override
  public void verify(Findings findings) {
    if (!podIP.isEmpty()) {
      Expect.address(findings.at("podIP"), podIP);
    }
  }

  /// One of the pod's addresses.
  public record PodIp(String ip) {}

  /// One condition; its status is `True`, `False` or `Unknown`.
  public record PodCondition(
      @Required String type, @Required String status, String reason, String message) {}
}
