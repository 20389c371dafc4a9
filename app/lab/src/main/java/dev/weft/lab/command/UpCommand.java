package dev.weft.lab.command;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.lab.catalogue.LabText;
import dev.weft.lab.live.Coming;
import dev.weft.lab.live.LabHome;
import dev.weft.lab.live.LabRecord;
import dev.weft.lab.machine.Machine;
import dev.weft.lab.topology.DataPlane;
import dev.weft.lab.topology.Lab;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weft lab up`.
@Command(
    name = "up",
    description = {
      "Make a lab, and return when it is ready; it goes on in the background until weft lab down.",
      "Each step is shown as it is done."
    })
final class UpCommand implements Callable<Integer> {
  private final Desk desk;

  @Parameters(paramLabel = "FILE|NAME", description = "A lab file, or the name of a lab")
  private String written = "";

  @Option(
      names = "--data-plane",
      paramLabel = "PROXY",
      defaultValue = "weft",
      description = "Whose proxies workloads have that do not say: weft or envoy (default weft)")
  private String proxy = "weft";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "How long to wait until it is ready (default 600)")
  private int seconds = 600;

  UpCommand(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    DataPlane chosen = Desk.dataPlane(proxy);
    LabText text = desk.open(written);
    Lab lab = text.lab();
    Machine.demand();
    LabHome home = new LabHome(lab.name());
    LabRecord.of(home)
        .flatMap(LabRecord::supervisor)
        .ifPresent(running -> {
          throw Refusal.because(
              Exit.BUSY,
              "lab " + lab.name() + " is up already; 'weft lab down " + lab.name() + "' ends it");
        });
    if (!Machine.left(lab.name()).isEmpty()) {
      desk.terminal().line("An earlier run of this lab left something; removing it first.");
      new Removal(home, desk.terminal()).remove();
    }
    home.prepare(text, lab);
    return new Coming(home, lab.name(), desk.terminal())
        .start(chosen, Duration.ofSeconds(seconds))
        .status();
  }
}
