package dev.weft.lab.command;

import dev.weft.host.terminal.Format;
import picocli.CommandLine.Option;

/// The option `-o` of every word that prints a table.
final class Printing {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "How to print: table, json, yaml (default table)")
  private Format format = Format.TABLE;

  Format format() {
    return format;
  }
}
