package dev.weft.lab.topology;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.List;

/// A whole lab file.
///
/// @param name by which everything of it is called on the machine
/// @param summary one line for the list of labs
/// @param description what it shows, for a reader
public record Lab(
    @Required String name,
    @Required String summary,
    String description,
    List<Mesh> meshes,
    List<Network> networks,
    @Required List<Cluster> clusters,
    List<ControlPlane> controlPlanes,
    List<Workload> workloads,
    List<Gateway> gateways,
    List<Link> links,
    List<Resources> resources,
    List<Expectation> expectations,
    List<Drill> drills)
    implements Verified {
  /// So that names of namespaces and network devices stay readable.
  private static final int LIMIT_NAME = 24;

  /// A lab has at most this many clusters; each has a share of the lab's addresses.
  static final int LIMIT_CLUSTERS = 12;

  public Lab {
    meshes = List.copyOf(meshes);
    networks = List.copyOf(networks);
    clusters = List.copyOf(clusters);
    controlPlanes = List.copyOf(controlPlanes);
    workloads = List.copyOf(workloads);
    gateways = List.copyOf(gateways);
    links = List.copyOf(links);
    resources = List.copyOf(resources);
    expectations = List.copyOf(expectations);
    drills = List.copyOf(drills);
  }

  @Override
  public void verify(Findings findings) {
    Expect.name(findings.at("name"), Names.label(name), "use small letters, digits and '-'");
    if (name.length() > LIMIT_NAME) {
      findings
          .at("name")
          .invalid("'" + name + "' is longer than " + LIMIT_NAME + " letters", "shorten it");
    }
    if (clusters.size() > LIMIT_CLUSTERS) {
      findings
          .at("clusters")
          .invalid(
              clusters.size() + " clusters are too many for one machine",
              "use at most " + LIMIT_CLUSTERS);
    }
  }
}
