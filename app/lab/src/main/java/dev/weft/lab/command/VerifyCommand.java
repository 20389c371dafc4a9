package dev.weft.lab.command;

import dev.weft.host.Exit;
import dev.weft.lab.catalogue.LabText;
import dev.weft.lab.topology.Lab;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `weft lab verify`.
@Command(
    name = "verify",
    description = "Look for mistakes in a lab file without making anything; needs no root.")
final class VerifyCommand implements Callable<Integer> {
  private final Desk desk;

  @Parameters(paramLabel = "FILE|NAME", description = "A lab file, or the name of a lab")
  private String written = "";

  VerifyCommand(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    LabText text = desk.open(written);
    Lab lab = text.lab();
    lab.resources().stream().flatMap(one -> one.files().stream()).forEach(text::resources);
    desk.terminal()
        .line(
            text.name()
                + " can be made: "
                + lab.clusters().size()
                + " clusters, "
                + lab.workloads().size()
                + " workloads, "
                + lab.expectations().size()
                + " expectations");
    return Exit.OK.status();
  }
}
