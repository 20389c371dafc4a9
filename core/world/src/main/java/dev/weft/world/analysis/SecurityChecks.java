package dev.weft.world.analysis;

import dev.weft.api.Resource;
import dev.weft.api.authorizationpolicy.AuthorizationPolicy;
import dev.weft.api.weft.TrustBundle;
import dev.weft.model.Problem;
import dev.weft.world.World;
import dev.weft.world.analysis.Findings.Finding;

/// Trust and policies that say less than they seem to.
final class SecurityChecks {
  private static final String DRY_RUN = "istio.io/dry-run";

  private final World world;
  private final Findings findings;

  SecurityChecks(World world, Findings findings) {
    this.world = world;
    this.findings = findings;
  }

  void run() {
    String root = world.mesh().rootNamespace();
    for (Resource<TrustBundle> bundle : world.all(TrustBundle.class)) {
      if (!bundle.meta().namespace().equals(root)) {
        findings.add(
            bundle,
            "metadata.namespace",
            Finding.warning(
                0,
                Problem.Code.UNREACHABLE,
                "trust is the mesh's to give, so a TrustBundle outside " + root + " counts nothing",
                "put it into the namespace " + root));
      }
    }
    for (Resource<AuthorizationPolicy> policy : world.all(AuthorizationPolicy.class)) {
      if (policy.meta().annotations().getOrDefault(DRY_RUN, "").equals("true")) {
        findings.add(
            policy,
            "metadata.annotations[" + DRY_RUN + "]",
            Finding.warning(
                0,
                Problem.Code.NOT_YET_EFFECTIVE,
                "Weft's proxy does not record what a dry run would have refused; Envoy does",
                "expect the policy to have no effect, and none in the log, on Weft's proxy"));
      }
    }
  }
}
