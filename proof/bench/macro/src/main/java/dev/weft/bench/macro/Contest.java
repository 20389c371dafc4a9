package dev.weft.bench.macro;

import dev.weft.bench.macro.load.Http1Load;
import dev.weft.bench.macro.load.Http2Load;
import dev.weft.bench.macro.load.Loops;
import dev.weft.bench.macro.load.Pace;
import dev.weft.bench.macro.load.Tally;
import dev.weft.bench.macro.load.Upstream;
import dev.weft.bench.macro.peer.Contestant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// One scenario: every contestant is started, then they take turns for a number of rounds.
final class Contest {
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
    try (Upstream upstream = open(scenario)) {
      try {
        for (Contestant contestant : contestants) {
          entries.put(
              contestant, Entry.start(contestant, scenario, settings, folder, upstream.port()));
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

  private Upstream open(Scenario scenario) {
    return scenario == Scenario.HTTP2
        ? Upstream.http2(loops)
        : Upstream.http1(loops, scenario.bodyBytes());
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
      case HTTP1, MTLS, LARGE, MTLS_LARGE, HANDSHAKE ->
          new Http1Load(loops, entry.port(), settings.hosts(), settings.connections())
              .run(new Pace.Closed(), millis);
      case IDLE, MTLS_IDLE ->
          new Http1Load(loops, entry.port(), settings.hosts(), 16)
              .run(new Pace.Open(1_000), millis);
      case HTTP2 -> new Http2Load(loops, entry.port(), settings.hosts(), 4, 16).run(millis);
      case COLD, MTLS_COLD, CONTROL_PLANE ->
          throw new IllegalArgumentException("another contest: " + scenario.title());
    };
  }
}
