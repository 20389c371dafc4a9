package dev.weft.cli;

import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Program;
import dev.weft.host.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// One [Program] among the commands, and how every program runs: in the foreground, until it ends
/// or is told to.
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
    return run(program, words, environment);
  }

  /// Runs a program with the words behind its name.
  ///
  /// @return the exit status
  /// @throws dev.weft.host.Refusal when it cannot start
  static int run(Program program, List<String> words, Environment environment) {
    if (!program.hasWords() && (words.contains("--help") || words.contains("-h"))) {
      environment.out().print(help(program));
      return Exit.OK.status();
    }
    Running running = program.start(words, environment);
    Runtime.getRuntime().addShutdownHook(new Thread(running::stop, "weft-stop"));
    Exit exit = running.ended().join();
    return exit.status();
  }

  /// What it is for, as a sentence without its full stop.
  static String summary(Program program) {
    String text = program.summary();
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String help(Program program) {
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
