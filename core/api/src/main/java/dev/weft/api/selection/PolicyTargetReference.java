package dev.weft.api.selection;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Nearest;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.List;

/// Names the resource that a policy is attached to (Istio, `PolicyTargetReference`).
public record PolicyTargetReference(
    String group, @Required String kind, @Required String name, String namespace)
    implements Verified {

  private static final List<String> KINDS =
      List.of(
          "Service",
          "networking.istio.io/ServiceEntry",
          "gateway.networking.k8s.io/Gateway",
          "gateway.networking.k8s.io/GatewayClass");

  @Override
  public void verify(Findings findings) {
    if (!namespace.isEmpty()) {
      findings
          .at("namespace")
          .invalid("'" + namespace + "' is a namespace", "targets are in the policy's own one");
    }
    String target = group.isEmpty() || group.equals("core") ? kind : group + "/" + kind;
    if (!kind.isEmpty() && !KINDS.contains(target)) {
      findings
          .at("kind")
          .invalid(
              "'" + target + "' cannot be the target of a policy", Nearest.remedy(target, KINDS));
    }
  }
}
