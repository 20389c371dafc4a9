package dev.weft.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// `weft help COMMAND`, as people type it who know other tools: the same as `weft COMMAND --help`.
@Command(name = "help", description = "Show the help of a command, as its --help does.")
final class HelpCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "Whose (default: Weft's own)")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() {
    CommandLine weft = spec.root().commandLine();
    CommandLine at = weft;
    for (String word : words) {
      // What comes after the name of a program is the program's.
      if (at.getCommandSpec().userObject() instanceof ProgramCommand) {
        break;
      }
      CommandLine next = at.getSubcommands().get(word);
      if (next == null) {
        throw new UnmatchedArgumentException(at, List.of(word));
      }
      at = next;
    }
    List<String> asked = new ArrayList<>(words);
    asked.add("--help");
    return weft.execute(asked.toArray(String[]::new));
  }
}
