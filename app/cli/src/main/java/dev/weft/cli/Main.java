package dev.weft.cli;

import dev.weft.cli.session.Failures;
import dev.weft.host.Environment;
import dev.weft.host.Program;
import dev.weft.host.Programs;
import dev.weft.host.terminal.Terminal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where the process begins and, alone in all of Weft, where it ends itself.
public final class Main {
  private Main() {}

  public static void main(String[] words) {
    // Numbers and letters that other programs read must not depend on who reads the screen.
    Locale.setDefault(Locale.ROOT);
    int status = run(Programs.onClassPath(), Environment.ofProcess(), words);
    System.out.flush();
    System.exit(status);
  }

  /// A program gets the words behind its name as they are. It starts with every pod, and so without
  /// the rest of the command line, which takes longer to put together than a proxy to be ready.
  private static int run(Programs programs, Environment environment, String[] words) {
    Optional<Program> program = Arrays.stream(words).findFirst().flatMap(programs::named);
    if (program.isEmpty()) {
      return CommandLines.assemble(programs, environment).execute(words);
    }
    try {
      List<String> rest = Arrays.asList(words).subList(1, words.length);
      return ProgramCommand.run(program.get(), rest, environment);
    } catch (RuntimeException failed) {
      return new Failures(Terminal.of(environment.log(), environment.variables())).failed(failed);
    }
  }
}
