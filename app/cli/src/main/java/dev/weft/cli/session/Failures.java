package dev.weft.cli.session;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.terminal.Ink;
import dev.weft.host.terminal.Terminal;
import dev.weft.model.Problem;
import dev.weft.model.Severity;
import java.io.PrintWriter;
import java.io.StringWriter;
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
    if (!UnmatchedArgumentException.printSuggestions(wrong, new PrintWriter(errors.out(), true))) {
      errors.line("Try '" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    }
    return Exit.USAGE.status();
  }

  /// Picocli's words, but for those that speak of indexes.
  private static String sentence(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
      String word = unmatched.getUnmatched().getFirst();
      return wrong.getCommandLine().getSubcommands().isEmpty()
          ? "'" + word + "' is one word too many for " + name
          : "there is no command '" + name + " " + word + "'";
    }
    return Objects.requireNonNullElse(wrong.getMessage(), wrong.toString());
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
