package dev.weft.bench.jmh;

import dev.weft.api.Parser;
import dev.weft.compiler.Compiler;
import dev.weft.compiler.emission.Emitter;
import dev.weft.graph.Graph;
import dev.weft.graph.Linker;
import dev.weft.model.Labels;
import dev.weft.testkit.Worlds;
import dev.weft.world.Change;
import dev.weft.world.Node;
import dev.weft.world.World;
import dev.weft.xds.Resources;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// A mesh of many services, compiled and linked for one client's sidecar.
@State(Scope.Benchmark)
public class LargeMesh {
  @Param({"1000"})
  public int services = 1_000;

  World world = World.EMPTY;
  Node node = Node.sidecar("client", "default", "10.9.9.9", Labels.NONE);
  Resources resources = Resources.EMPTY;
  Graph graph = Graph.EMPTY;

  final Emitter emitter = new Emitter();
  private int count;

  @Setup
  public void build() {
    world = Worlds.large(services, 5);
    resources = Compiler.compile(world, node);
    graph = Linker.link(resources, Graph.EMPTY).orElseThrow();
  }

  /// A sidecar of the same namespace that has not asked before.
  Node another() {
    count++;
    return Node.sidecar(
        "client-" + count, "default", "10.9." + count / 250 % 250 + "." + count % 250, Labels.NONE);
  }

  /// The world after another change to the weights of one VirtualService.
  World rerouted() {
    int weight = count++ % 99 + 1;
    world =
        world.with(
            Parser.parse(
                    "changed.yaml",
                    """
                    apiVersion: networking.istio.io/v1
                    kind: VirtualService
                    metadata: {name: service-7, namespace: default}
                    spec:
                      hosts: [service-7]
                      http:
                      - route:
                        - {destination: {host: service-7, subset: v1}, weight: %d}
                        - {destination: {host: service-7, subset: v2}, weight: %d}
                    """
                        .formatted(weight, 100 - weight),
                    "default")
                .resources()
                .stream()
                .map(Change.Put::new)
                .toList());
    return world;
  }

  /// A world with the same content in which nothing has been derived.
  World restarted() {
    List<Change> all = new ArrayList<>();
    world.resources().forEach(resource -> all.add(new Change.Put(resource)));
    world.instances().forEach(instance -> all.add(new Change.Runs(instance)));
    return World.EMPTY.with(all);
  }
}
