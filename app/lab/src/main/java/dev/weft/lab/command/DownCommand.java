package dev.weft.lab.command;

import dev.weft.host.Exit;
import dev.weft.lab.live.LabHome;
import dev.weft.lab.machine.Machine;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weft lab down`.
@Command(
    name = "down",
    description = {
      "End a lab and remove everything of it, also what a crash left behind.",
      "",
      "That is processes, namespaces with their links and rules, mounts and files."
    })
final class DownCommand implements Callable<Integer> {
  private final Desk desk;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The lab (default: the only one)")
  private String name = "";

  @Option(names = "--all", description = "Every lab on this machine")
  private boolean all;

  DownCommand(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    Machine.demand();
    List<String> names = new ArrayList<>();
    if (all) {
      Set<String> found = new LinkedHashSet<>(desk.running());
      LabHome.known().forEach(home -> found.add(home.name()));
      names.addAll(found);
    } else {
      names.add(desk.chosen(name));
    }
    for (String lab : names) {
      new Removal(new LabHome(lab), desk.terminal()).remove();
      desk.terminal().line("Lab " + lab + " is gone.");
    }
    return Exit.OK.status();
  }
}
