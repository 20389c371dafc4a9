package dev.weft.lab.topology;

import dev.weft.api.schema.Default;
import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Field;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.List;
import java.util.Optional;

/// A control plane with its certificate authority, in a pod of the namespace `istio-system`.
///
/// @param cluster where it runs
/// @param serves the clusters whose proxies it serves; absent for the one whose resources it reads
/// @param reads clusters besides its own whose services and pods it knows, through a read-only link
/// @param configFrom the cluster whose Istio resources it reads; absent for the one it runs in
/// @param authority where its certificate authority comes from
/// @param exposed how proxies of other clusters and networks reach it
public record ControlPlane(
    @Default("istiod") String name,
    @Required String cluster,
    List<String> serves,
    List<String> reads,
    Optional<String> configFrom,
    Authority authority,
    Exposure exposed)
    implements Verified {
  /// Where the key that signs workloads' certificates comes from.
  public enum Authority {
    /// An intermediate below the root that all control planes of the mesh share.
    @Field("mesh-root")
    MESH_ROOT,
    /// A root of its own, which nobody else has.
    @Field("own-root")
    OWN_ROOT
  }

  /// How others than pods of its own cluster reach it.
  public enum Exposure {
    /// By the address of its pod; needs one network.
    @Field("pod")
    POD,
    /// By an address of its cluster's load balancer.
    @Field("load-balancer")
    LOAD_BALANCER,
    /// Through its cluster's east-west gateway, by the name in the TLS handshake.
    @Field("east-west")
    EAST_WEST
  }

  public ControlPlane {
    serves = List.copyOf(serves);
    reads = List.copyOf(reads);
  }

  /// The cluster that holds its configuration.
  public String home() {
    return configFrom.orElse(cluster);
  }

  @Override
  public void verify(Findings findings) {
    Expect.name(findings.at("name"), Names.label(name), "use small letters, digits and '-'");
    Expect.distinct(findings.at("serves"), serves);
    Expect.distinct(findings.at("reads"), reads);
    if (reads.contains(home())) {
      findings
          .at("reads")
          .duplicate("it reads '" + home() + "' anyway", "name other clusters only");
    }
  }
}
