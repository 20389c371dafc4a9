package dev.weft.cli.session;

import dev.weft.api.schema.Nearest;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.terminal.Ink;
import dev.weft.host.terminal.Terminal;
import dev.weft.model.Problem;
import dev.weft.model.Severity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns what went wrong into a sentence and an exit status. A stack trace is printed only for a
/// defect of Weft itself.
public final class Failures {
  private final Terminal errors;

  public Failures(Terminal errors) {
    this.errors = errors;
  }

  public int usage(ParameterException wrong, String[] words) {
    errors.line("weft: " + sentence(wrong));
    errors.line("Try '" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return Exit.USAGE.status();
  }

  /// Picocli's words, but for those that speak of indexes and types, and for its guesses.
  private static String sentence(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      return unknown(command, unmatched);
    }
    return Objects.requireNonNullElse(wrong.getMessage(), wrong.toString())
        .replaceFirst("^Invalid value for positional parameter at index \\d+ \\((.*?)\\): ", "$1: ")
        .replaceFirst("^Invalid value for option '", "'")
        .replaceFirst(" is not an? (int|long)$", " is not a whole number");
  }

  private static String unknown(CommandLine command, UnmatchedArgumentException unmatched) {
    String name = command.getCommandSpec().qualifiedName();
    for (String word : unmatched.getUnmatched()) {
      if (word.startsWith("-")) {
        String option = word.split("=", 2)[0];
        return "there is no option '"
            + option
            + "' of "
            + name
            + guess(option, command.getCommandSpec().optionsMap().keySet());
      }
    }
    String word = unmatched.getUnmatched().getFirst();
    return command.getSubcommands().isEmpty()
        ? "'" + word + "' is one word too many for " + name
        : "there is no command '" + name + " " + word + "'" + guess(word, shown(command));
  }

  /// The names of commands that are no secret.
  private static List<String> shown(CommandLine command) {
    return command.getSubcommands().entrySet().stream()
        .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String guess(String word, Collection<String> names) {
    // Of one letter every other one is as near.
    if (word.length() < 3) {
      return "";
    }
    List<String> likely = names.stream().filter(name -> name.length() > 2).toList();
    return Nearest.of(word, likely).map(nearest -> "; did you mean '" + nearest + "'?").orElse("");
  }

  public int failed(Exception cause, CommandLine command, CommandLine.ParseResult parsed) {
    return failed(cause);
  }

  /// @return the exit status
  public int failed(Exception cause) {
    if (cause instanceof Refusal refusal) {
      refusal.problems().forEach(problem -> errors.line(paint(errors, problem)));
      errors.line(errors.paint(Ink.RED, "weft: ") + refusal.getMessage());
      return refusal.exit().status();
    }
    StringWriter trace = new StringWriter();
    cause.printStackTrace(new PrintWriter(trace));
    errors.line("weft: this is a defect of Weft; please report it with the lines below");
    errors.line(trace.toString());
    return Exit.FAILED.status();
  }

  /// A problem on one line, its severity in colour.
  public static String paint(Terminal terminal, Problem problem) {
    Ink ink = problem.severity() == Severity.ERROR ? Ink.RED : Ink.YELLOW;
    String word = problem.severity().name().toLowerCase(java.util.Locale.ROOT) + ": ";
    return problem.toString().replaceFirst(word, terminal.paint(ink, word));
  }
}
