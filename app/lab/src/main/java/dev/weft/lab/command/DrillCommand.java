package dev.weft.lab.command;

import dev.weft.api.schema.Nearest;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.terminal.Table;
import dev.weft.lab.drill.Drills;
import dev.weft.lab.drill.Report;
import dev.weft.lab.live.Door;
import dev.weft.lab.live.LabHome;
import dev.weft.lab.live.Places;
import dev.weft.lab.plan.Layout;
import dev.weft.lab.topology.Drill;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weft lab drill`.
@Command(
    name = "drill",
    description = {
      "Break what a lab's drills say, one after the other, while a pod calls all the time.",
      "Tells how many calls failed and for how long; ends with 0 only when every drill kept",
      "within its bounds. Everything is mended afterwards."
    })
final class DrillCommand implements Callable<Integer> {
  private final Desk desk;

  @Mixin private Printing printing = new Printing();

  @Parameters(arity = "0..*", paramLabel = "DRILL", description = "Their names (default: all)")
  private List<String> names = new ArrayList<>();

  @Option(
      names = {"-l", "--lab"},
      paramLabel = "NAME",
      description = "The lab (default: the only one)")
  private String lab = "";

  @Option(names = "--inside", hidden = true)
  private boolean inside;

  DrillCommand(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    String chosen = desk.chosen(lab);
    Layout layout = desk.layout(chosen);
    List<Drill> drills = drills(layout);
    if (!inside) {
      List<String> words = new ArrayList<>(List.of("lab", "drill", "--inside", "-l", chosen));
      words.addAll(List.of("-o", "" + printing.format()));
      words.addAll(names);
      return Inside.run(layout, words);
    }
    LabHome home = new LabHome(chosen);
    Drills runner =
        new Drills(layout, Places.of(layout, home)::address, words -> Door.ask(home, words));
    List<Report> reports = new ArrayList<>();
    for (Drill drill : drills) {
      desk.terminal().passing("drill: " + drill.name() + ": " + String.join(" ", drill.fault()));
      reports.add(runner.run(drill));
    }
    print(reports);
    return reports.stream().allMatch(Report::holds) ? Exit.OK.status() : Exit.FAILED.status();
  }

  private List<Drill> drills(Layout layout) {
    List<Drill> all = layout.lab().drills();
    if (all.isEmpty()) {
      throw Refusal.because(
          Exit.REFUSED, "lab " + layout.lab().name() + " has no 'drills' in its file");
    }
    for (String name : names) {
      if (!Drills.names(layout).contains(name)) {
        throw Refusal.because(
            Exit.USAGE,
            "there is no drill '" + name + "'; " + Nearest.remedy(name, Drills.names(layout)));
      }
    }
    return all.stream().filter(one -> names.isEmpty() || names.contains(one.name())).toList();
  }

  private void print(List<Report> reports) {
    Table table = new Table("DRILL", "FAULT", "CALLS", "FAILED", "RECOVERY", "HOLDS", "REASON");
    for (Report report : reports) {
      table.row(
          report.name(),
          report.fault(),
          "" + report.calls(),
          String.format(Locale.ROOT, "%d (%.1f %%)", report.failed(), report.percent()),
          String.format(Locale.ROOT, "%.1f s", report.recovery().toMillis() / 1000.0),
          report.holds() ? "yes" : "NO",
          report.reason());
    }
    if (desk.terminal().live()) {
      desk.terminal().line("");
    }
    desk.terminal().out().print(table.print(printing.format()));
  }
}
