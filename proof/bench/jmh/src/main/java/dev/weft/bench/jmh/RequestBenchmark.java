package dev.weft.bench.jmh;

import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.Pick;
import dev.weft.graph.cluster.PickContext;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Hint;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.listener.Chain;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.graph.listener.Listener;
import dev.weft.graph.route.Decision;
import dev.weft.graph.route.Router;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What the data plane decides for each request: the route among all services, and the endpoint.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class RequestBenchmark {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
  private static final Arrival ARRIVAL = new Arrival(ANY, ANY, ANY);
  private static final Peer PEER = Peer.plain(ANY);

  private final RandomGenerator random = new SplittableRandom(1);
  private final Request request =
      new Request(
          "service-777.default.svc.cluster.local",
          Map.of("user-agent", "bench", "accept", "*/*", "x-request-id", "1"));

  @SuppressWarnings("NullAway.Init") // set before the first use
  private Router router;

  @SuppressWarnings("NullAway.Init") // set before the first use
  private Cluster cluster;

  @Setup
  public void find(LargeMesh mesh) {
    Listener listener = mesh.graph.listener("0.0.0.0_80").orElseThrow();
    Chain chain = listener.chain(ARRIVAL, Hint.NONE).orElseThrow();
    router = ((HttpTerminal) chain.terminal()).router();
    cluster =
        mesh.graph.cluster("outbound|80|v1|service-777.default.svc.cluster.local").orElseThrow();
  }

  @Benchmark
  public Decision decide() {
    return router.decide(request, PEER, ARRIVAL, random, 0);
  }

  @Benchmark
  public Pick pick() {
    return cluster.pick(PickContext.first(random, 0, ARRIVAL));
  }
}
