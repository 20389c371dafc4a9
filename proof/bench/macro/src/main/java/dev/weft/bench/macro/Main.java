package dev.weft.bench.macro;

import dev.weft.bench.macro.fleet.FleetContest;
import dev.weft.bench.macro.load.Loops;
import dev.weft.bench.macro.peer.Contestant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `proof/bench/macro/run`: the command that prints the tables of docs/performance.md.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs Weft's proxy, Envoy and HAProxy under the same load, in turns, and prints medians and"
          + " ratios.",
      "The proxies share processor 0; clients and upstream have the others."
    })
final class Main implements Callable<Integer> {
  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Rounds per contestant (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "4",
      description = "Length of a round (default: ${DEFAULT-VALUE}).")
  int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "15",
      description = "Seconds of load before the first round (default: ${DEFAULT-VALUE}).")
  int warmUp;

  @Option(
      names = "--hosts",
      defaultValue = "1000",
      description = "Services that each proxy knows (default: ${DEFAULT-VALUE}).")
  int hosts;

  @Option(
      names = "--connections",
      defaultValue = "32",
      description = "Client connections (default: ${DEFAULT-VALUE}).")
  int connections;

  @Option(
      names = "--scenario",
      split = ",",
      description = "Which scenarios (default: all): ${COMPLETION-CANDIDATES}.")
  List<Scenario> scenarios = List.of(Scenario.values());

  @Option(
      names = "--proxy",
      split = ",",
      description = "Which proxies (default: all): ${COMPLETION-CANDIDATES}.")
  List<Contestant> contestants = List.of(Contestant.values());

  @Option(
      names = "--proxies",
      defaultValue = "1000",
      description = "Proxies that the control plane serves (default: ${DEFAULT-VALUE}).")
  int proxies;

  @Option(
      names = "--changes",
      defaultValue = "20",
      description = "Changes of each sort that are timed (default: ${DEFAULT-VALUE}).")
  int changes;

  @Option(names = "--root", required = true, description = "The project's folder.")
  Path root = Path.of("");

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Settings settings =
        new Settings(root, rounds, seconds * 1_000L, warmUp * 1_000L, hosts, connections);
    Path folder = Files.createTempDirectory("weft-bench");
    try (Loops loops = Loops.start()) {
      Contest contest = new Contest(settings, folder, loops);
      ColdContest cold = new ColdContest(settings, folder, loops);
      for (Scenario scenario : scenarios) {
        if (scenario == Scenario.CONTROL_PLANE) {
          Path own = Files.createDirectory(folder.resolve("fleet"));
          System.out.println(new FleetContest(root, proxies, hosts, changes).run(own));
          continue;
        }
        if (scenario.cold()) {
          System.out.println(cold.run(scenario, contestants));
          continue;
        }
        System.out.println(Report.table(scenario, contest.run(scenario, contestants)));
      }
    } finally {
      remove(folder);
    }
    return 0;
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
