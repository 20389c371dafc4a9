package dev.weft.controlplane.trust;

import dev.weft.controlplane.config.Worlds;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.model.Problem;
import dev.weft.model.TrustDomain;
import dev.weft.world.World;
import java.util.List;
import java.util.Optional;

/// The trust domain that the mesh signs for. MeshConfig says it, and proxies are told what it says;
/// it is the same for as long as the control plane runs.
public final class OwnDomain {
  private static final String NOTE = "trust-domain";

  private OwnDomain() {}

  /// What MeshConfig says.
  ///
  /// @param flag what the command line says, which must be the same
  /// @throws Refusal when it is not
  public static TrustDomain of(World world, Optional<TrustDomain> flag) {
    TrustDomain configured = world.mesh().identity().domain();
    if (flag.isPresent() && !flag.get().equals(configured)) {
      throw Refusal.because(
          Exit.USAGE,
          "--trust-domain is "
              + flag.get()
              + ", but MeshConfig says trustDomain: "
              + configured
              + (configured.equals(TrustDomain.CLUSTER_LOCAL) ? " (which is its default)" : "")
              + "; proxies would refuse every certificate. Write trustDomain: "
              + flag.get()
              + " in the ConfigMap istio of the root namespace, or leave the flag out");
    }
    return configured;
  }

  /// Tells when MeshConfig says another one later.
  public static void watch(Worlds worlds, TrustDomain signed) {
    worlds.listen((world, changes) -> {
      TrustDomain now = world.mesh().identity().domain();
      worlds.note(
          NOTE,
          now.equals(signed)
              ? List.of()
              : List.of(
                  Problem.error(
                      Problem.Code.CONFLICT,
                      "trustDomain",
                      "MeshConfig says trust domain "
                          + now
                          + " now, but certificates are signed for "
                          + signed
                          + ", so proxies refuse them",
                      "restart the control plane and every agent, or write trustDomain: "
                          + signed)));
    });
  }
}
