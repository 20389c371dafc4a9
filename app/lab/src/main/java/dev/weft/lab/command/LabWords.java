package dev.weft.lab.command;

import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.terminal.Format;
import dev.weft.host.terminal.Terminal;
import dev.weft.linux.command.LinuxFailure;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/// Puts the words of `weft lab` together and runs one.
@Command(
    name = "weft lab",
    description = {
      "Clusters, networks and meshes on this machine, made of network namespaces: real pods,",
      "real service addresses, real gateways. Needs root; leaves nothing behind.",
      ""
    })
final class LabWords {
  private LabWords() {}

  /// @throws Refusal for the caller to print
  /// @throws ParameterException for words that are none, which whoever reads all words of Weft has
  ///   sentences for
  static Exit run(List<String> words, Environment environment) {
    Terminal terminal = Terminal.of(environment.out(), environment.variables());
    CommandLine line = new CommandLine(new LabWords());
    Desk desk = new Desk(environment, terminal);
    for (Object word :
        List.of(
            new ListCommand(desk),
            new UpCommand(desk),
            new CheckCommand(desk),
            exec(desk),
            new FaultCommand(desk),
            new DrillCommand(desk),
            new DrawCommand(desk),
            new VerifyCommand(desk),
            new DownCommand(desk),
            new SuperviseCommand(desk))) {
      line.addSubcommand(word);
    }
    finish(line, terminal);
    AtomicReference<Exception> failure = new AtomicReference<>();
    line.setParameterExceptionHandler((wrong, ignored) -> {
      failure.set(wrong);
      return Exit.USAGE.status();
    });
    line.setExecutionExceptionHandler((failed, command, parsed) -> {
      failure.set(failed);
      return Exit.FAILED.status();
    });
    if (words.isEmpty()) {
      line.usage(line.getOut());
      return Exit.USAGE;
    }
    int status = line.execute(words.toArray(String[]::new));
    Exception failed = failure.get();
    if (failed instanceof LinuxFailure machine) {
      throw Refusal.because(
          Exit.FAILED, machine.problem().cause() + "; " + machine.problem().remedy());
    }
    if (failed instanceof RuntimeException known) {
      throw known;
    }
    if (failed != null) {
      throw new IllegalStateException(failed);
    }
    return Exit.of(status);
  }

  /// What comes after the pod is the pod's.
  private static CommandLine exec(Desk desk) {
    return new CommandLine(new ExecCommand(desk)).setStopAtPositional(true);
  }

  private static void finish(CommandLine line, Terminal terminal) {
    help(line);
    line.getSubcommands().values().forEach(LabWords::help);
    line.registerConverter(Format.class, LabWords::format);
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF));
    line.setUsageHelpWidth(100);
    line.setOut(new PrintWriter(terminal.out(), true));
  }

  private static void help(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .type(boolean.class)
            .description("Show this help")
            .build());
  }

  static Format format(String word) {
    for (Format format : Format.values()) {
      if (format.toString().equals(word.toLowerCase(Locale.ROOT))) {
        return format;
      }
    }
    throw new TypeConversionException("'" + word + "' is none of table, json, yaml");
  }
}
