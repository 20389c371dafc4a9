package dev.weft.lab.command;

import dev.weft.host.Exit;
import dev.weft.host.terminal.Format;
import dev.weft.host.terminal.Ink;
import dev.weft.host.terminal.Table;
import dev.weft.lab.check.Check;
import dev.weft.lab.check.Finding;
import dev.weft.lab.live.LabHome;
import dev.weft.lab.live.Places;
import dev.weft.lab.plan.Layout;
import dev.weft.model.Problem;
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
      "Ends with 0 only when every expectation held."
    })
final class CheckCommand implements Callable<Integer> {
  private final Desk desk;

  @Mixin private Printing printing = new Printing();

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The lab (default: the only one)")
  private String name = "";

  @Option(names = "--inside", hidden = true)
  private boolean inside;

  CheckCommand(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    String lab = desk.chosen(name);
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
    if (!findings.stream().allMatch(Finding::holds)) {
      causes(lab);
    }
    return findings.stream().allMatch(Finding::holds) ? Exit.OK.status() : Exit.FAILED.status();
  }

  /// What the lab's own file has in it that may be why.
  private void causes(String lab) {
    List<Problem> remarks = desk.remarks(lab);
    if (!remarks.isEmpty()) {
      desk.environment().log().println("The lab's file asks for what may be why:");
      remarks.forEach(desk.environment().log()::println);
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
