package dev.weft.bench.macro;

import dev.weft.bench.macro.load.Http1Load;
import dev.weft.bench.macro.load.Http2Load;
import dev.weft.bench.macro.load.Loops;
import dev.weft.bench.macro.load.Pace;
import dev.weft.bench.macro.load.Tally;
import dev.weft.bench.macro.load.Upstream;
import dev.weft.bench.macro.peer.Contestant;
import dev.weft.bench.macro.peer.Hop;
import dev.weft.bench.macro.peer.Identities;
import dev.weft.bench.macro.peer.PinnedProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// One scenario: every contestant is started, then they take turns for a number of rounds.
final class Contest {
  private static final int PROXY_PROCESSOR = 0;

  private final Settings settings;
  private final Path folder;
  private final Loops loops;

  Contest(Settings settings, Path folder, Loops loops) {
    this.settings = settings;
    this.folder = folder;
    this.loops = loops;
  }

  Map<Contestant, List<Round>> run(Scenario scenario, List<Contestant> contestants)
      throws IOException {
    Map<Contestant, List<Round>> rounds = new EnumMap<>(Contestant.class);
    Map<Contestant, Entry> entries = new EnumMap<>(Contestant.class);
    boolean http2 = scenario == Scenario.HTTP2;
    try (Upstream upstream = http2 ? Upstream.http2(loops) : Upstream.http1(loops)) {
      try {
        for (Contestant contestant : contestants) {
          entries.put(contestant, enter(contestant, scenario, upstream.port()));
          rounds.put(contestant, new ArrayList<>());
        }
        for (Entry entry : entries.values()) {
          load(scenario, entry, settings.warmUpMillis());
        }
        for (int round = 0; round < settings.rounds(); round++) {
          for (Map.Entry<Contestant, Entry> turn : entries.entrySet()) {
            Objects.requireNonNull(rounds.get(turn.getKey()))
                .add(measure(scenario, turn.getValue()));
          }
        }
      } finally {
        entries.values().forEach(Entry::close);
      }
    }
    return rounds;
  }

  /// The running processes of a contestant and the port that clients call.
  private record Entry(List<PinnedProcess> processes, int port) implements AutoCloseable {
    long cpuMicros() {
      return processes.stream().mapToLong(PinnedProcess::cpuMicros).sum();
    }

    double residentMib() {
      return processes.stream().mapToDouble(PinnedProcess::residentMib).sum();
    }

    @Override
    public void close() {
      processes.forEach(PinnedProcess::close);
    }
  }

  private Entry enter(Contestant contestant, Scenario scenario, int upstreamPort)
      throws IOException {
    boolean http2 = scenario == Scenario.HTTP2;
    List<Hop> hops = new ArrayList<>();
    if (scenario.mutualTls()) {
      Identities[] pair = Identities.pair(folder);
      Hop server =
          new Hop(
              freePorts(),
              upstreamPort,
              settings.hosts(),
              http2,
              Optional.of(pair[1]),
              Optional.empty());
      hops.add(server);
      hops.add(
          new Hop(
              freePorts(),
              server.listenPort(),
              settings.hosts(),
              http2,
              Optional.empty(),
              Optional.of(pair[0])));
    } else {
      hops.add(
          new Hop(
              freePorts(),
              upstreamPort,
              settings.hosts(),
              http2,
              Optional.empty(),
              Optional.empty()));
    }
    List<PinnedProcess> processes = new ArrayList<>();
    for (Hop hop : hops) {
      PinnedProcess process = contestant.start(settings.root(), folder, hop, PROXY_PROCESSOR);
      processes.add(process);
      process.awaitPort(hop.listenPort());
    }
    return new Entry(processes, hops.getLast().listenPort());
  }

  private Round measure(Scenario scenario, Entry entry) {
    long cpuBefore = entry.cpuMicros();
    long start = System.nanoTime();
    Tally tally = load(scenario, entry, settings.roundMillis());
    double seconds = (System.nanoTime() - start) / 1e9;
    return Round.of(tally, seconds, entry.cpuMicros() - cpuBefore, entry.residentMib());
  }

  private Tally load(Scenario scenario, Entry entry, long millis) {
    return switch (scenario) {
      case HTTP1, MTLS ->
          new Http1Load(loops, entry.port(), settings.hosts(), settings.connections())
              .run(new Pace.Closed(), millis);
      case IDLE, MTLS_IDLE ->
          new Http1Load(loops, entry.port(), settings.hosts(), 16)
              .run(new Pace.Open(1_000), millis);
      case HTTP2 -> new Http2Load(loops, entry.port(), settings.hosts(), 4, 16).run(millis);
      case CONTROL_PLANE ->
          throw new IllegalArgumentException("no proxy is loaded with " + scenario.title());
    };
  }

  /// A free port whose successor is free too, for the admin listener.
  private static int freePorts() throws IOException {
    while (true) {
      try (ServerSocket first = new ServerSocket(0);
          ServerSocket second = new ServerSocket(first.getLocalPort() + 1)) {
        return second.getLocalPort() - 1;
      } catch (java.net.BindException taken) {
        continue;
      }
    }
  }
}
