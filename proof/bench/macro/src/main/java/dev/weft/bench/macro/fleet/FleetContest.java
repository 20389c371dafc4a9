package dev.weft.bench.macro.fleet;

import dev.weft.bench.macro.load.Waiting;
import dev.weft.bench.macro.peer.PinnedProcess;
import dev.weft.rpc.transport.Channels;
import dev.weft.rpc.transport.Loops;
import dev.weft.rpc.transport.Target;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A control plane of its own process under a fleet of this one.
///
/// @param root the project's folder
/// @param members proxies
/// @param services services known, of five endpoints each
/// @param changes changes of each sort that are timed
public record FleetContest(Path root, int members, int services, int changes) {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long PAUSE_MILLIS = 300;

  /// Who was told what, when.
  private static final class Clock implements Member.Tracker {
    final Map<Member, Map<String, Integer>> received = new ConcurrentHashMap<>();
    final Map<Member, Long> heard = new ConcurrentHashMap<>();
    final AtomicLong bytes = new AtomicLong();
    final AtomicLong lost = new AtomicLong();
    volatile String awaited = "";

    @Override
    public void told(Member member, Told told) {
      long now = System.nanoTime();
      bytes.addAndGet(told.bytes());
      received
          .computeIfAbsent(member, none -> new ConcurrentHashMap<>())
          .merge(told.typeUrl(), told.names().size(), Integer::sum);
      if (told.typeUrl().equals(awaited)) {
        heard.putIfAbsent(member, now);
      }
    }

    @Override
    public void lost(Member member, String why) {
      lost.incrementAndGet();
    }

    long inSync(int services) {
      return received.values().stream()
          .filter(types -> types.getOrDefault(Member.ENDPOINT, 0) >= services)
          .filter(types -> types.getOrDefault(Member.ROUTE, 0) > 0)
          .count();
    }
  }

  /// What a change is made by.
  private interface Change {
    void make(int round) throws IOException;
  }

  private record Latency(double p50, double p99, double bytesEach) {}

  /// Runs once, and says what came of it.
  ///
  /// @throws IOException when files cannot be written
  public String run(Path folder) throws IOException {
    Path mesh = Files.createDirectories(folder.resolve("mesh"));
    MeshFiles files = new MeshFiles(mesh, services);
    files.write();
    int port = freePort();
    List<String> command =
        List.of(
            root.resolve("weft").toString(),
            "control-plane",
            "--config",
            mesh.toString(),
            "--state",
            folder.resolve("state").toString(),
            "--xds-address",
            "127.0.0.1:" + port,
            "--secure-xds-address",
            "127.0.0.1:0",
            "--monitoring-address",
            "127.0.0.1:0");
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    try (PinnedProcess plane = PinnedProcess.free(command, folder.resolve("control-plane.log"));
        Loops loops = Loops.of(1, "fleet")) {
      plane.awaitPort(port);
      return contest(plane, files, new Channels(loops, executor, InstantSource.system()), port);
    } finally {
      executor.shutdownNow();
    }
  }

  private String contest(PinnedProcess plane, MeshFiles files, Channels open, int port)
      throws IOException {
    List<Member> fleet = new ArrayList<>();
    List<ManagedChannel> channels = new ArrayList<>();
    Clock clock = new Clock();
    try {
      long cpuBefore = plane.cpuMicros();
      long begin = System.nanoTime();
      for (int i = 0; i < members; i++) {
        ManagedChannel channel = open.open(Target.plain("127.0.0.1", port));
        channels.add(channel);
        fleet.add(new Member(i, Integer.toString(MeshFiles.PORT), channel, clock));
      }
      await(() -> clock.inSync(services) == members, clock);
      double syncSeconds = (System.nanoTime() - begin) / 1e9;
      double cpuSeconds = (plane.cpuMicros() - cpuBefore) / 1e6;
      double resident = plane.residentMib();
      double syncMib = clock.bytes.get() / 1048576.0;
      Latency endpoint = changed(clock, Member.ENDPOINT, round -> files.endpoints(round));
      Latency route = changed(clock, Member.ROUTE, round -> files.route("r" + round));
      return text(
          new double[] {syncSeconds, cpuSeconds, resident, syncMib},
          endpoint,
          route,
          clock.lost.get());
    } finally {
      fleet.forEach(Member::close);
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Latency changed(Clock clock, String type, Change change) throws IOException {
    List<Long> all = new ArrayList<>();
    long bytes = 0;
    for (int round = 1; round <= changes; round++) {
      Waiting.millis(PAUSE_MILLIS);
      clock.heard.clear();
      clock.awaited = type;
      long before = clock.bytes.get();
      long begin = System.nanoTime();
      change.make(round);
      await(() -> clock.heard.size() == members, clock);
      clock.heard.values().forEach(at -> all.add(at - begin));
      bytes += clock.bytes.get() - before;
    }
    long[] sorted = all.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return new Latency(
        sorted[sorted.length / 2] / 1e6,
        sorted[(int) (sorted.length * 0.99)] / 1e6,
        (double) bytes / changes / members);
  }

  private static void await(java.util.function.BooleanSupplier condition, Clock clock) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "not in sync after five minutes; " + clock.lost.get() + " streams were lost");
      }
      Waiting.millis(1);
    }
  }

  private String text(double[] sync, Latency endpoint, Latency route, long lost) {
    return """
    Control plane: %d services of 5 endpoints, %d connected delta-ADS proxies

    | what | measured | budget |
    |---|---|---|
    | all in sync | %.1f s | 6 s |
    | processor time for it | %.1f s | 8 s |
    | sent for it | %.0f MiB | |
    | resident | %.0f MiB | 300 MiB |
    | endpoint change at every proxy, p50 / p99 | %.0f / %.0f ms | 100 ms |
    | bytes of it to each proxy | %.0f | |
    | VirtualService change, p50 / p99 | %.0f / %.0f ms | 400 ms |
    | bytes of it to each proxy | %.0f | 5,120 |
    | streams lost | %d | 0 |
    """
        .formatted(
            services,
            members,
            sync[0],
            sync[1],
            sync[3],
            sync[2],
            endpoint.p50(),
            endpoint.p99(),
            endpoint.bytesEach(),
            route.p50(),
            route.p99(),
            route.bytesEach(),
            lost);
  }
}
