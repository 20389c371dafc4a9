package dev.weft.bench.macro;

import dev.weft.bench.macro.load.Http1Load;
import dev.weft.bench.macro.load.Loops;
import dev.weft.bench.macro.load.Pace;
import dev.weft.bench.macro.load.Tally;
import dev.weft.bench.macro.load.Upstream;
import dev.weft.bench.macro.peer.Contestant;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// How soon a proxy serves, and how soon as fast as it ever will: each contestant is started anew
/// in every round, asked once, and then loaded, a second at a time.
final class ColdContest {
  private static final int STEADY_SECONDS = 5;
  private static final double NEAR = 0.8;

  private final Settings settings;
  private final Path folder;
  private final Loops loops;

  ColdContest(Settings settings, Path folder, Loops loops) {
    this.settings = settings;
    this.folder = folder;
    this.loops = loops;
  }

  /// One start.
  ///
  /// @param firstMillis from the start of the processes to the first answer
  /// @param seconds requests of each second of load
  /// @param cpu microseconds of processor time used until the end of each second, since the start
  private record Start(long firstMillis, List<Double> seconds, List<Long> cpu) {
    double steady() {
      return seconds.subList(seconds.size() - STEADY_SECONDS, seconds.size()).stream()
          .mapToDouble(Double::doubleValue)
          .average()
          .orElse(0);
    }

    /// The first second of load at whose end it was near its steady speed.
    int near() {
      for (int i = 0; i < seconds.size(); i++) {
        if (seconds.get(i) >= NEAR * steady()) {
          return i + 1;
        }
      }
      return seconds.size();
    }

    double cpuSecondsUntilNear() {
      return cpu.get(near() - 1) / 1e6;
    }
  }

  /// Runs every round and gives the table.
  ///
  /// @throws IOException when a proxy cannot be reached
  String run(Scenario scenario, List<Contestant> contestants) throws IOException {
    Map<Contestant, List<Start>> starts = new EnumMap<>(Contestant.class);
    try (Upstream upstream = Upstream.http1(loops, scenario.bodyBytes())) {
      for (int round = 0; round < settings.rounds(); round++) {
        for (Contestant contestant : contestants) {
          starts
              .computeIfAbsent(contestant, none -> new ArrayList<>())
              .add(start(contestant, scenario, upstream.port()));
        }
      }
    }
    return table(scenario, starts);
  }

  private Start start(Contestant contestant, Scenario scenario, int upstreamPort)
      throws IOException {
    long begin = System.nanoTime();
    try (Entry entry = Entry.start(contestant, scenario, settings, folder, upstreamPort)) {
      askOnce(entry.port(), contestant);
      long firstMillis = (System.nanoTime() - begin) / 1_000_000;
      List<Double> seconds = new ArrayList<>();
      List<Long> cpu = new ArrayList<>();
      Http1Load load = new Http1Load(loops, entry.port(), settings.hosts(), settings.connections());
      for (int i = 0; i < settings.warmUpMillis() / 1_000 + STEADY_SECONDS; i++) {
        long from = System.nanoTime();
        Tally tally = load.run(new Pace.Closed(), 1_000);
        seconds.add(tally.answers() * 1e9 / (System.nanoTime() - from));
        cpu.add(entry.cpuMicros());
      }
      return new Start(firstMillis, seconds, cpu);
    }
  }

  private void askOnce(int port, Contestant contestant) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(Http1Load.request(settings.hosts()));
      InputStream in = socket.getInputStream();
      String status = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
      if (!status.endsWith(" 200")) {
        throw new IOException(contestant.label() + " answered first with " + status);
      }
    }
  }

  private static String table(Scenario scenario, Map<Contestant, List<Start>> starts) {
    StringBuilder text = new StringBuilder("\n### ").append(scenario.title()).append("\n\n");
    text.append("| proxy | first answer ms | steady requests/s | seconds to 80 % of it | CPU s");
    text.append(" until then |\n|---|---|---|---|---|\n");
    starts.forEach((contestant, own) ->
        text.append(
            String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.0f | %.1f |%n",
                contestant.label(),
                median(own.stream().map(each -> (double) each.firstMillis()).toList()),
                median(own.stream().map(Start::steady).toList()),
                median(own.stream().map(each -> (double) each.near()).toList()),
                median(own.stream().map(Start::cpuSecondsUntilNear).toList()))));
    text.append("\nrequests/s of each second of load (medians):\n");
    starts.forEach((contestant, own) ->
        text.append("  ")
            .append(contestant.label())
            .append(
                IntStream.range(0, own.getFirst().seconds().size())
                    .mapToObj(i -> median(own.stream().map(s -> s.seconds().get(i)).toList()))
                    .map(each -> String.format(Locale.ROOT, "%.0f", each))
                    .collect(Collectors.joining(" ", " ", "\n"))));
    return text.toString();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0.0);
  }
}
