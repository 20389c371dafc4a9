package dev.weft.explain;

import dev.weft.compiler.Compiler;
import dev.weft.graph.Graph;
import dev.weft.graph.Linker;
import dev.weft.graph.match.Metadata;
import dev.weft.model.Identity;
import dev.weft.model.Position;
import dev.weft.model.Rule;
import dev.weft.world.Node;
import dev.weft.world.World;
import dev.weft.world.registry.Workload;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/// The compiled mesh: what each proxy of a world is told, linked as the proxies link it.
final class Mesh {
  /// The port that an imagined connection comes from.
  private static final int EPHEMERAL = 40_000;

  private final World world;
  private final Explainer.Nodes nodes;

  Mesh(World world, Explainer.Nodes nodes) {
    this.world = world;
    this.nodes = nodes;
  }

  /// What a workload of this mesh proves to be.
  Identity identity(Node owner) {
    return new Identity(
        world.mesh().identity().domain(), owner.namespace(), owner.serviceAccount());
  }

  /// Whom its proxies believe.
  Belief belief() {
    return new Belief(world);
  }

  World world() {
    return world;
  }

  Graph graph(Node node) {
    return Linker.link(Compiler.compile(world, node), Graph.EMPTY).graph();
  }

  /// The proxy in front of a workload; absent when there is none.
  Optional<Node> proxy(Workload workload) {
    return workload.mutualTls() ? Optional.of(nodes.of(workload)) : Optional.empty();
  }

  /// The workload at an address.
  Optional<Workload> workload(String address) {
    return world.registry().workloads().stream()
        .filter(workload -> workload.address().equals(address))
        .findFirst();
  }

  Optional<Hop.Cause> cause(Optional<Rule> rule) {
    return rule.map(known -> new Hop.Cause(known.toString(), position(known)));
  }

  Optional<Hop.Cause> cause(Metadata metadata) {
    return cause(metadata.rule());
  }

  private String position(Rule rule) {
    return world
        .resource(rule.resource())
        .map(resource -> resource.position(rule.path()))
        .filter(position -> !position.equals(Position.NONE))
        .map(Position::toString)
        .orElse("");
  }

  static InetSocketAddress client(String address) {
    return at(address, EPHEMERAL);
  }

  /// A socket address of an IP literal, without asking anybody; a name stays unresolved.
  static InetSocketAddress at(String address, int port) {
    try {
      return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    } catch (IllegalArgumentException name) {
      return InetSocketAddress.createUnresolved(address, port);
    }
  }
}
