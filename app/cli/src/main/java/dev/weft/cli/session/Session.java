package dev.weft.cli.session;

import dev.weft.host.Environment;
import dev.weft.host.Programs;
import dev.weft.host.terminal.Terminal;
import java.nio.file.Path;

/// What every command gets: the host that it runs on, where it prints, and the programs there are.
public record Session(Environment environment, Terminal terminal, Programs programs) {
  /// The example, below the installation.
  public static final String EXAMPLE = "examples/bookshop";

  /// Prints text that has its line ends.
  public void print(String text) {
    environment.out().print(text);
    environment.out().flush();
  }

  /// The directory that runs when none is named.
  public Path example() {
    return installation().resolve(EXAMPLE);
  }

  /// The folder of the repository or installation, as told by the launcher; the working directory
  /// otherwise.
  public Path installation() {
    return environment.path(System.getProperty("weft.root", "."));
  }
}
