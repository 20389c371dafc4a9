package dev.weft.lab.topology;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.List;
import java.util.Optional;

/// A Kubernetes cluster: its own API server, DNS and service addresses.
///
/// @param mesh absent for the lab's only mesh; empty for none
/// @param network absent for the lab's only network
/// @param networkLabel what the cluster tells its mesh about its network; absent for the truth
/// @param podRange addresses of pods; absent for one that nobody else has
/// @param serviceRange addresses of services; absent for one that nobody else has
/// @param loadBalancerRange what the load balancer hands out; absent for one that nobody else has,
///   empty when the cluster has no load balancer
/// @param nodes absent for one node called `node1`
/// @param namespaces to be made beside those of the workloads
public record Cluster(
    @Required String name,
    Optional<String> mesh,
    Optional<String> network,
    Optional<String> networkLabel,
    Optional<String> podRange,
    Optional<String> serviceRange,
    Optional<String> loadBalancerRange,
    List<Node> nodes,
    List<String> namespaces)
    implements Verified {
  public Cluster {
    nodes = List.copyOf(nodes);
    namespaces = List.copyOf(namespaces);
  }

  @Override
  public void verify(Findings findings) {
    Expect.name(findings.at("name"), Names.label(name), "use small letters, digits and '-'");
    range(findings.at("podRange"), podRange, 22);
    range(findings.at("serviceRange"), serviceRange, 24);
    range(findings.at("loadBalancerRange"), loadBalancerRange.filter(text -> !text.isEmpty()), 28);
    for (int i = 0; i < namespaces.size(); i++) {
      Expect.name(
          findings.at("namespaces").at(i), Names.label(namespaces.get(i)), "write a DNS label");
    }
  }

  private static void range(Findings findings, Optional<String> text, int longest) {
    text.ifPresent(written ->
        Range.parse(written)
            .ifPresentOrElse(
                range -> {
                  if (range.length() > longest) {
                    findings.invalid(
                        "'" + written + "' has only " + range.size() + " addresses",
                        "use a prefix of at most " + longest + " bits");
                  }
                },
                () ->
                    findings.invalid(
                        "'" + written + "' is not a range of IPv4 addresses",
                        "write it as in 10.10.0.0/16")));
  }
}
