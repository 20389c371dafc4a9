package dev.weft.lab.topology;

import dev.weft.api.schema.Default;
import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.List;

/// One trust and configuration domain.
///
/// @param trusts trust domains of other meshes whose bundles this one is given at the start
/// @param settings text of the mesh configuration (MeshConfig), beside what the lab writes itself
public record Mesh(
    @Required String name,
    @Default("cluster.local") String trustDomain,
    List<String> trusts,
    String settings)
    implements Verified {
  public Mesh {
    trusts = List.copyOf(trusts);
  }

  @Override
  public void verify(Findings findings) {
    Expect.name(findings.at("name"), Names.label(name), "use small letters, digits and '-'");
    Expect.name(findings.at("trustDomain"), Names.host(trustDomain), "write it as a DNS name");
    Expect.distinct(findings.at("trusts"), trusts);
  }
}
