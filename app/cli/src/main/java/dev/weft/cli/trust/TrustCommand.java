package dev.weft.cli.trust;

import dev.weft.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `weft trust`.
@Command(
    name = "trust",
    description = {
      "Whom the mesh believes: one bundle of roots for each trust domain.",
      "",
      "  weft trust show > a.json                     this mesh's bundle, for another mesh",
      "  weft trust add b.example --bundle b.json     believe trust domain b.example",
      "  weft trust list",
      "  weft trust remove b.example                  believe it no more",
      "  weft trust rotate begin                      replace this mesh's own root, in steps",
      "",
      "What the workloads of another mesh may do here is for AuthorizationPolicies to say."
    })
public final class TrustCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private TrustCommand() {}

  /// The command with its words.
  public static CommandLine of(Session session) {
    return new CommandLine(new TrustCommand())
        .addSubcommand(new TrustAddCommand(session))
        .addSubcommand(new TrustListCommand(session))
        .addSubcommand(new TrustRemoveCommand(session))
        .addSubcommand(new TrustRotateCommand(session))
        .addSubcommand(new TrustShowCommand(session));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: add, list, remove, rotate or show");
  }
}
