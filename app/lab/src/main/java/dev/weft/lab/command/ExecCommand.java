package dev.weft.lab.command;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.lab.plan.Layout;
import dev.weft.lab.plan.Pod;
import dev.weft.linux.namespace.Namespace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weft lab exec`.
@Command(
    name = "exec",
    description = "Run a command in a pod, as an ordinary user, and end as it ends.")
final class ExecCommand implements Callable<Integer> {
  private static final int USER = 1000;

  private final Desk desk;

  @Parameters(
      index = "0",
      paramLabel = "POD",
      description = "CLUSTER/POD, or CLUSTER/node for a node")
  private String written = "";

  @Parameters(index = "1..*", paramLabel = "CMD", description = "The command", arity = "1..*")
  private List<String> command = new ArrayList<>();

  @Option(
      names = {"-l", "--lab"},
      paramLabel = "NAME",
      description = "The lab (default: the only one)")
  private String lab = "";

  @Option(names = "--root", description = "As root instead, for looking at rules and sockets")
  private boolean root;

  ExecCommand(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    Layout layout = desk.layout(desk.chosen(lab));
    if (command.getFirst().equals("--") && command.size() > 1) {
      command.removeFirst();
    }
    Namespace namespace = new Namespace(namespace(layout));
    List<String> words = root ? namespace.words(command) : namespace.words(USER, command);
    try {
      return new ProcessBuilder(words).inheritIO().start().waitFor();
    } catch (IOException failed) {
      throw Refusal.because(Exit.FAILED, "cannot run it: " + failed.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Exit.INTERRUPTED.status();
    }
  }

  private String namespace(Layout layout) {
    return layout
        .pod(written)
        .map(Pod::namespace)
        .or(() ->
            layout.spots().stream()
                .filter(spot -> written.equals(spot.cluster().name() + "/" + spot.node().name()))
                .map(spot -> spot.namespace())
                .findFirst())
        .orElseThrow(() ->
            Refusal.because(
                Exit.USAGE,
                "there is no pod '"
                    + written
                    + "'; there are "
                    + String.join(", ", layout.pods().stream().map(Pod::id).toList())));
  }
}
