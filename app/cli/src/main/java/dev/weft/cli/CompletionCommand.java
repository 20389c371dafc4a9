package dev.weft.cli;

import dev.weft.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `weft completion SHELL`.
@Command(
    name = "completion",
    description = {
      "Print a completion script for a shell.",
      "",
      "  bash   source <(weft completion bash)",
      "  zsh    source <(weft completion zsh)",
      "  fish   weft completion fish | source"
    })
final class CompletionCommand implements Callable<Integer> {
  /// The shells there are scripts for, as typed.
  enum Shell {
    bash,
    zsh,
    fish
  }

  private final Session session;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  private Shell shell = Shell.bash;

  CompletionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    CommandLine weft = spec.root().commandLine();
    session.print(
        switch (shell) {
          // The script that picocli writes loads bash's completion into zsh by itself.
          case bash, zsh -> AutoComplete.bash("weft", weft);
          case fish -> fish(weft);
        });
    return 0;
  }

  private static String fish(CommandLine weft) {
    StringBuilder script = new StringBuilder("complete -c weft -f\n");
    weft.getSubcommands()
        .forEach((name, command) -> {
          CommandSpec sub = command.getCommandSpec();
          if (!sub.usageMessage().hidden()) {
            script
                .append("complete -c weft -n __fish_use_subcommand -a ")
                .append(name)
                .append(" -d ")
                .append(quoted(summary(sub)))
                .append('\n');
            sub.options().forEach(option -> fish(script, name, option));
          }
        });
    return script.toString();
  }

  private static void fish(StringBuilder script, String command, OptionSpec option) {
    script.append("complete -c weft -n '__fish_seen_subcommand_from ").append(command).append('\'');
    for (String name : option.names()) {
      script.append(
          name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    if (option.arity().max() > 0) {
      script.append(" -r");
    }
    String[] description = option.description();
    script
        .append(" -d ")
        .append(quoted(description.length == 0 ? "" : description[0]))
        .append('\n');
  }

  private static String summary(CommandSpec command) {
    String[] lines = command.usageMessage().description();
    return lines.length == 0 ? "" : lines[0];
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
