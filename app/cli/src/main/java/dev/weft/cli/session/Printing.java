package dev.weft.cli.session;

import dev.weft.host.terminal.Format;
import picocli.CommandLine.Option;

/// The option `-o` of every command that prints a table.
public final class Printing {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "How to print: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
  private Format format = Format.TABLE;

  public Format format() {
    return format;
  }
}
