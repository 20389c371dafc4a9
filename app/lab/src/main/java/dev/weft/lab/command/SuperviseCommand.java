package dev.weft.lab.command;

import dev.weft.lab.catalogue.Catalogue;
import dev.weft.lab.catalogue.LabText;
import dev.weft.lab.live.LabHome;
import dev.weft.lab.live.Supervisor;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weft lab supervise`: what `weft lab up` starts in the background.
@Command(name = "supervise", hidden = true, description = "Keep a lab until SIGTERM.")
final class SuperviseCommand implements Callable<Integer> {
  private final Desk desk;

  @Parameters(paramLabel = "NAME", description = "Name of a lab whose files are prepared")
  private String name = "";

  @Option(names = "--data-plane", defaultValue = "weft", description = "As of weft lab up")
  private String proxy = "weft";

  SuperviseCommand(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    LabHome home = new LabHome(name);
    LabText text = Catalogue.open(home.file().toString(), desk.environment());
    Path envoy =
        Path.of(
            desk.environment()
                .variables()
                .getOrDefault(
                    "WEFT_ENVOY",
                    System.getProperty("weft.root", ".") + "/.weft/peers/envoy/envoy"));
    Supervisor supervisor = new Supervisor(home, text, Desk.dataPlane(proxy), envoy);
    Thread onSignal = new Thread(supervisor::stop, "weft-lab-stop");
    Runtime.getRuntime().addShutdownHook(onSignal);
    return supervisor.run().status();
  }
}
