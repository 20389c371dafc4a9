package dev.weft.bench.jmh;

import dev.weft.compiler.Compiler;
import dev.weft.graph.Graph;
import dev.weft.graph.Linked;
import dev.weft.graph.Linker;
import dev.weft.xds.Resources;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/// What a change costs: compiling for one node, for one more, after one change, linking everything,
/// linking when nothing changed.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ChangeBenchmark {
  /// Everything anew: a world that nobody has compiled for.
  @Benchmark
  public Resources compileForOneSidecar(LargeMesh mesh) {
    return Compiler.compile(mesh.restarted(), mesh.node);
  }

  /// Another sidecar of the namespace connects.
  @Benchmark
  public Resources compileForOneMoreSidecar(LargeMesh mesh) {
    return Compiler.compile(mesh.world, mesh.another(), mesh.emitter);
  }

  /// One of a thousand VirtualServices says something else.
  @Benchmark
  public Resources compileAfterOneVirtualServiceChanged(LargeMesh mesh) {
    return Compiler.compile(mesh.rerouted(), mesh.node, mesh.emitter);
  }

  @Benchmark
  public Linked linkFromNothing(LargeMesh mesh) {
    return Linker.link(mesh.resources, Graph.EMPTY);
  }

  @Benchmark
  public Linked linkAgainWithoutChange(LargeMesh mesh) {
    return Linker.link(mesh.resources, mesh.graph);
  }
}
