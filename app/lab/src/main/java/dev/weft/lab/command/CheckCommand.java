package dev.weft.lab.command;

import dev.weft.host.Exit;
import dev.weft.host.terminal.Format;
import dev.weft.host.terminal.Ink;
import dev.weft.host.terminal.Table;
import dev.weft.lab.catalogue.Catalogue;
import dev.weft.lab.catalogue.LabText;
import dev.weft.lab.check.Check;
import dev.weft.lab.check.Finding;
import dev.weft.lab.live.Door;
import dev.weft.lab.live.LabHome;
import dev.weft.lab.live.Places;
import dev.weft.lab.plan.Layout;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weft lab check`.
@Command(
    name = "check",
    description = {
      "Make the calls that a lab's expectations speak of, and compare.",
      "",
      "What may be wrong with the lab's file, and who is not well in the lab, is told too.",
      "Ends with 0 only when every expectation held."
    })
final class CheckCommand implements Callable<Integer> {
  private final Desk desk;

  @Mixin private Printing printing = new Printing();

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE|NAME",
      description = "The lab, by name or file (default: the only one)")
  private String name = "";

  @Option(names = "--inside", hidden = true)
  private boolean inside;

  CheckCommand(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    String lab = desk.chosen(written());
    Desk.demandReady(lab);
    Layout layout = desk.layout(lab);
    if (!inside) {
      // Addresses are asked of the clusters, which only the lab's own desk reaches.
      return Inside.run(
          layout, List.of("lab", "check", lab, "--inside", "-o", "" + printing.format()));
    }
    LabHome home = new LabHome(lab);
    List<Finding> findings =
        new Check(layout, new Grounds(layout, home, Places.of(layout, home)))
            .run(finding ->
                desk.terminal().passing("checked: " + finding.caller() + ": " + finding.name()));
    Sightings.keep(home, layout.lab(), findings);
    print(findings);
    boolean all = findings.stream().allMatch(Finding::holds);
    tell("The lab's file has what is usually a mistake:", desk.remarks(lab));
    if (!all) {
      tell(
          "Something is broken on purpose ('weft lab fault heal' mends it):",
          Door.ask(home, List.of("list")));
      tell("Not well:", Door.ask(home, List.of("ailing")));
    }
    return all ? Exit.OK.status() : Exit.FAILED.status();
  }

  /// The name that was written, or that of a lab whose file was.
  private String written() {
    if (name.indexOf('/') < 0 && !name.endsWith(".yaml")) {
      return name;
    }
    LabText text = Catalogue.open(name, desk.environment());
    String lab = text.lab().name();
    if (!desk.running().contains(lab)) {
      tell("It is not up, and its file has:", text.checked().remarks());
    }
    return lab;
  }

  private void tell(String title, List<?> lines) {
    if (!lines.isEmpty()) {
      desk.environment().log().println(title);
      lines.forEach(desk.environment().log()::println);
    }
  }

  private void print(List<Finding> findings) {
    Table table = new Table("CALLER", "NAME", "EXPECTED", "OBSERVED", "HOLDS", "REASON");
    for (Finding finding : findings) {
      table.row(
          finding.caller(),
          finding.name(),
          finding.expected(),
          finding.observed(),
          finding.holds() ? "yes" : "NO",
          finding.reason());
    }
    if (desk.terminal().live()) {
      desk.terminal().line("");
    }
    desk.terminal().out().print(table.print(printing.format()));
    if (printing.format() == Format.TABLE) {
      long held = findings.stream().filter(Finding::holds).count();
      boolean all = held == findings.size();
      desk.terminal()
          .line(
              desk.terminal()
                  .paint(
                      all ? Ink.GREEN : Ink.RED,
                      held + " of " + findings.size() + " expectations hold"));
    }
  }
}
