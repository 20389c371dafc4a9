package dev.weft.cli;

import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Program;
import dev.weft.host.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Runs one [Program] in the foreground until it ends or is told to.
@Command
final class ProgramCommand implements Callable<Integer> {
  private final Program program;
  private final Environment environment;

  @Parameters(hidden = true)
  private List<String> words = new ArrayList<>();

  ProgramCommand(Program program, Environment environment) {
    this.program = program;
    this.environment = environment;
  }

  @Override
  public Integer call() {
    if (!program.hasWords() && (words.contains("--help") || words.contains("-h"))) {
      environment.out().print(help());
      return Exit.OK.status();
    }
    Running running = program.start(words, environment);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread onSignal =
        new Thread(
            () -> {
              running.stop();
              stopped.countDown();
            },
            "weft-stop");
    Runtime.getRuntime().addShutdownHook(onSignal);
    Exit exit = running.ended().join();
    return exit.status();
  }

  /// What it is for, as a sentence without its full stop.
  static String summary(Program program) {
    String text = program.summary();
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private String help() {
    String options = program.options().help();
    return "Usage: weft "
        + program.name()
        + (options.isEmpty() ? "" : " [OPTIONS]")
        + "\n\n"
        + summary(program)
        + ".\n"
        + (options.isEmpty() ? "" : "\n" + options)
        + (program.isBrief()
            ? ""
            : "\nIt runs until it gets SIGTERM or Ctrl-C, and then stops gracefully.\n");
  }
}
