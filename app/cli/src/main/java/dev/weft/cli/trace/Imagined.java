package dev.weft.cli.trace;

import dev.weft.api.Parser;
import dev.weft.api.Resource;
import dev.weft.cli.mesh.Bootstrap;
import dev.weft.cli.mesh.Census;
import dev.weft.cli.mesh.Member;
import dev.weft.cli.mesh.MeshPorts;
import dev.weft.cli.mesh.Registered;
import dev.weft.cli.mesh.RunDirectory;
import dev.weft.cli.mesh.Served;
import dev.weft.explain.Explainer;
import dev.weft.explain.Explanation;
import dev.weft.explain.Request;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.model.Identity;
import dev.weft.model.Locality;
import dev.weft.world.Change;
import dev.weft.world.Node;
import dev.weft.world.World;
import dev.weft.world.registry.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A mesh as its files describe it, for asking what would happen. Every member is taken to be
/// ready, each behind the proxy that `weft up` would give it.
public final class Imagined {
  private final World world;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final List<Member> members;

  private Imagined(World world, List<Member> members, MeshPorts ports, RunDirectory run) {
    this.world = world;
    this.members = members;
    for (Member member : members) {
      Map<String, Object> metadata =
          Bootstrap.metadata(member, ports, run.accessLog(member.name()).toString());
      nodes.put(
          member.name(), Node.parse(member.nodeId(), Locality.UNKNOWN, metadata).orElseThrow());
    }
  }

  /// Reads a directory, with what was applied to its mesh by hand.
  ///
  /// @param gatewayPorts as in [Registered#yaml]
  public static Imagined of(Served served, MeshPorts ports, Map<Integer, Integer> gatewayPorts) {
    RunDirectory run = new RunDirectory(served.directory());
    List<Member> members = Census.of(served, ports.block()).orElseThrow();
    List<Resource<?>> all = new ArrayList<>(served.resources());
    all.addAll(
        Parser.parse(
                "(written by weft up)",
                Registered.yaml(members, gatewayPorts),
                Served.DEFAULT_NAMESPACE)
            .resources());
    World world = World.EMPTY.with(all.stream().map(Change.Put::new).toList());
    return new Imagined(world, members, ports, run);
  }

  /// What would happen to a request of a workload.
  ///
  /// @throws Refusal when there is no such workload
  public Explanation explain(String from, Request request) {
    Optional<Identity> caller = Identity.parse(from);
    if (caller.isPresent()) {
      return Explainer.explain(world, caller.get(), this::proxy, request);
    }
    Node node =
        member(from)
            .map(member -> nodes.get(member.name()))
            .orElseThrow(() ->
                Refusal.because(
                    Exit.REFUSED,
                    "there is no workload '"
                        + from
                        + "'; there are "
                        + String.join(", ", nodes.keySet())));
    return Explainer.explain(world, node, this::proxy, request);
  }

  private Node proxy(Workload workload) {
    return nodes.values().stream()
        .filter(candidate -> candidate.address().equals(workload.address()))
        .findFirst()
        .orElseGet(() -> Explainer.Nodes.REDIRECTED.of(workload));
  }

  private Optional<Member> member(String name) {
    return members.stream()
        .filter(member ->
            member.name().equals(name) || (member.name() + "." + member.namespace()).equals(name))
        .findFirst()
        .or(() ->
            members.stream()
                .filter(member ->
                    member.workload().equals(name) || member.name().startsWith(name + "-"))
                .findFirst());
  }
}
