package dev.weft.cli;

import dev.weft.cli.ask.CurlCommand;
import dev.weft.cli.ask.ExplainCommand;
import dev.weft.cli.ask.ProxyConfigCommand;
import dev.weft.cli.ask.ProxyStatusCommand;
import dev.weft.cli.life.DownCommand;
import dev.weft.cli.life.LogsCommand;
import dev.weft.cli.life.StatusCommand;
import dev.weft.cli.life.UpCommand;
import dev.weft.cli.link.CreateRemoteSecretCommand;
import dev.weft.cli.link.RemoteClustersCommand;
import dev.weft.cli.resource.AnalyzeCommand;
import dev.weft.cli.resource.ApplyCommand;
import dev.weft.cli.resource.DeleteCommand;
import dev.weft.cli.resource.GetCommand;
import dev.weft.cli.resource.InjectCommand;
import dev.weft.cli.run.DataPlane;
import dev.weft.cli.session.Failures;
import dev.weft.cli.session.Session;
import dev.weft.cli.trust.TrustCommand;
import dev.weft.host.Environment;
import dev.weft.host.Program;
import dev.weft.host.Programs;
import dev.weft.host.terminal.Format;
import dev.weft.host.terminal.Terminal;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/// Puts the whole command line together.
public final class CommandLines {
  private CommandLines() {}

  /// Every command there is, reading and printing through one environment.
  public static CommandLine assemble(Programs programs, Environment environment) {
    Terminal terminal = Terminal.of(environment.out(), environment.variables());
    Terminal errors = Terminal.of(environment.log(), environment.variables());
    Session session = new Session(environment, terminal, programs);
    CommandLine weft = new CommandLine(new Weft());
    add(weft, new UpCommand(session));
    add(weft, new StatusCommand(session));
    add(weft, new LogsCommand(session));
    add(weft, new DownCommand(session));
    add(weft, new ExplainCommand(session));
    add(weft, new CurlCommand(session));
    add(weft, new ApplyCommand(session));
    add(weft, new GetCommand(session));
    add(weft, new DeleteCommand(session));
    add(weft, new AnalyzeCommand(session));
    add(weft, new InjectCommand(session));
    add(weft, new ProxyStatusCommand(session));
    add(weft, new ProxyConfigCommand(session));
    add(weft, new RemoteClustersCommand(session));
    add(weft, new CreateRemoteSecretCommand(session));
    weft.addSubcommand(TrustCommand.of(session));
    add(weft, new CompletionCommand(session));
    add(weft, new VersionCommand(session));
    add(weft, new HelpCommand());
    add(weft, new TrainCommand(session));
    for (Program program : programs.all()) {
      CommandLine command = new CommandLine(new ProgramCommand(program, environment));
      command.getCommandSpec().usageMessage().description(ProgramCommand.summary(program) + ".");
      command.getCommandSpec().usageMessage().hidden(program.isInternal());
      command.setUnmatchedOptionsArePositionalParams(true);
      weft.addSubcommand(program.name(), command);
    }
    finish(weft, terminal, new Failures(errors));
    return weft;
  }

  /// The value that a word names, in any case.
  private static <E extends Enum<E>> E choice(E[] values, String word) {
    for (E value : values) {
      if (value.name().equalsIgnoreCase(word)) {
        return value;
      }
    }
    throw new TypeConversionException(
        "'"
            + word
            + "' is none of "
            + Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")));
  }

  private static void add(CommandLine weft, Object command) {
    weft.addSubcommand(command);
  }

  private static void finish(CommandLine weft, Terminal terminal, Failures failures) {
    everywhere(weft);
    weft.registerConverter(Format.class, text -> choice(Format.values(), text));
    weft.registerConverter(DataPlane.class, text -> choice(DataPlane.values(), text));
    weft.registerConverter(
        CompletionCommand.Shell.class, text -> choice(CompletionCommand.Shell.values(), text));
    weft.setColorScheme(
        CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF));
    weft.setUsageHelpWidth(100);
    weft.setOut(new PrintWriter(terminal.out(), true));
    weft.setParameterExceptionHandler(failures::usage);
    weft.setExecutionExceptionHandler(failures::failed);
    weft.setCaseInsensitiveEnumValuesAllowed(true);
  }

  /// Adds `--help` to every command that does not read it by itself.
  private static void everywhere(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    boolean met = spec.findOption("-h") != null;
    if (!met && !(spec.userObject() instanceof ProgramCommand)) {
      spec.addOption(
          CommandLine.Model.OptionSpec.builder("-h", "--help")
              .usageHelp(true)
              .type(boolean.class)
              .description("Show this help")
              .build());
    }
    command.getSubcommands().values().forEach(CommandLines::everywhere);
  }
}
