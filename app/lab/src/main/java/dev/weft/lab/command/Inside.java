package dev.weft.lab.command;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.process.OwnCommand;
import dev.weft.lab.plan.Layout;
import dev.weft.linux.namespace.Namespace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Runs a word of Weft again where a lab's clusters can be reached.
final class Inside {
  private Inside() {}

  /// The exit status of the same words in the network of a lab's desk.
  static int run(Layout layout, List<String> words) {
    List<String> command =
        new ArrayList<>(List.of("nsenter", "--net=" + new Namespace(layout.desk()).file(), "--"));
    command.addAll(OwnCommand.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().putAll(OwnCommand.variables());
    try {
      return builder.start().waitFor();
    } catch (IOException failed) {
      throw Refusal.because(Exit.FAILED, "cannot go to the lab's desk: " + failed.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Exit.INTERRUPTED.status();
    }
  }
}
