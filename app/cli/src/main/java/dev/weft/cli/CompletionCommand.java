package dev.weft.cli;

import dev.weft.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
          case fish -> FishScript.of(weft);
        });
    return 0;
  }
}
