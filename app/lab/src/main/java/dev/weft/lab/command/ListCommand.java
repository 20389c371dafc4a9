package dev.weft.lab.command;

import dev.weft.host.Exit;
import dev.weft.host.terminal.Table;
import dev.weft.lab.catalogue.Catalogue;
import dev.weft.lab.topology.Lab;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `weft lab list`.
@Command(name = "list", description = "The labs that Weft brings along.")
final class ListCommand implements Callable<Integer> {
  /// How `-o` may be written here.
  private static final String FORMATS = "table, json, yaml, or name: one name a line";

  private final Desk desk;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "How to print: " + FORMATS + " (default table)")
  private String format = "table";

  ListCommand(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    if (format.equals("name")) {
      Catalogue.names().forEach(desk.terminal()::line);
      return Exit.OK.status();
    }
    Table table = new Table("NAME", "CLUSTERS", "NETWORKS", "MESHES", "CONTROL PLANES", "SUMMARY");
    for (String name : Catalogue.names()) {
      Lab lab = Catalogue.shipped(name).lab();
      table.row(
          name,
          "" + lab.clusters().size(),
          "" + Math.max(1, lab.networks().size()),
          "" + lab.meshes().size(),
          "" + lab.controlPlanes().size(),
          lab.summary());
    }
    desk.terminal().out().print(table.print(LabWords.format(format)));
    return Exit.OK.status();
  }
}
