package dev.weft.explain;

import dev.weft.model.Identity;
import dev.weft.model.Locality;
import dev.weft.world.Node;
import dev.weft.world.World;
import dev.weft.world.registry.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Tells what would happen to a request, by asking the same code that the proxies run.
public final class Explainer {
  private Explainer() {}

  /// Knows the proxy in front of a workload.
  @FunctionalInterface
  public interface Nodes {
    Node of(Workload workload);

    /// A sidecar to which the kernel redirects all traffic, for worlds without connected proxies.
    Nodes REDIRECTED =
        workload ->
            Node.parse(
                    "sidecar~"
                        + workload.address()
                        + "~"
                        + workload.key().name()
                        + "."
                        + workload.namespace()
                        + "~"
                        + workload.namespace()
                        + ".svc.cluster.local",
                    Locality.UNKNOWN,
                    Map.of(
                        "NAMESPACE",
                        workload.namespace(),
                        "LABELS",
                        workload.labels().values(),
                        "SERVICE_ACCOUNT",
                        workload.serviceAccount(),
                        "WORKLOAD_NAME",
                        workload.name()))
                .orElseThrow();
  }

  /// Explains a request that the workload or gateway of `from` sends or receives.
  ///
  /// @param nodes the proxies in front of the destinations
  public static Explanation explain(World world, Node from, Nodes nodes, Request request) {
    Mesh mesh = new Mesh(world, nodes);
    List<Hop> hops = new ArrayList<>();
    List<Explanation.Branch> branches =
        new Departure(mesh, new Sender(from, mesh.identity(from), true), mesh.graph(from), request)
            .explain(hops);
    return new Explanation(name(from), request, hops, branches);
  }

  /// Explains what the mesh would make of a request of a workload somewhere else, of which only its
  /// identity is known. How its own mesh leads the request here is not told; that it arrives as a
  /// workload of this mesh would send it is assumed.
  ///
  /// @param caller of any trust domain
  /// @param nodes the proxies in front of the destinations
  public static Explanation explain(World world, Identity caller, Nodes nodes, Request request) {
    Mesh mesh = new Mesh(world, nodes);
    Node elsewhere = Sender.elsewhere(caller);
    Sender sender = new Sender(elsewhere, caller, false);
    List<Hop> unseen = new ArrayList<>();
    List<Explanation.Branch> branches =
        new Departure(mesh, sender, mesh.graph(elsewhere), request).explain(unseen);
    String place = name(elsewhere);
    List<Explanation.Branch> here =
        branches.stream()
            .map(branch ->
                new Explanation.Branch(
                    branch.percent(),
                    branch.exact(),
                    branch.hops().stream().filter(hop -> !hop.place().equals(place)).toList(),
                    branch.outcome()))
            .toList();
    return new Explanation(caller.toString(), request, List.of(), here);
  }

  /// Explains with sidecars to which the kernel redirects all traffic.
  public static Explanation explain(World world, Node from, Request request) {
    return explain(world, from, Nodes.REDIRECTED, request);
  }

  /// `NAME.NAMESPACE` of a node.
  static String name(Node node) {
    String[] parts = node.id().split("~", -1);
    return parts.length > 2 ? parts[2] : node.id();
  }
}
