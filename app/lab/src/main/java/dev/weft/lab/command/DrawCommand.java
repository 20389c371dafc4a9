package dev.weft.lab.command;

import dev.weft.host.Exit;
import dev.weft.lab.drawing.Call;
import dev.weft.lab.drawing.Scene;
import dev.weft.lab.drawing.SvgPicture;
import dev.weft.lab.drawing.TextPicture;
import dev.weft.lab.live.LabHome;
import dev.weft.lab.topology.Lab;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weft lab draw`.
@Command(
    name = "draw",
    description = {
      "Print a picture of a lab: what is where, and who reaches whom.",
      "After 'weft lab check' the arrows are what was seen; before, what is expected."
    })
final class DrawCommand implements Callable<Integer> {
  private final Desk desk;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE|NAME",
      description = "A lab file, or the name of a lab (default: the one that is up)")
  private String written = "";

  @Option(names = "--svg", description = "As SVG, for a browser or a document")
  private boolean svg;

  DrawCommand(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    Lab lab = written.isEmpty() ? desk.layout(desk.chosen("")).lab() : desk.open(written).lab();
    List<Call> seen = Sightings.of(new LabHome(lab.name()));
    Scene scene = seen.isEmpty() ? Scene.of(lab) : Scene.of(lab, seen);
    desk.terminal().out().print(svg ? SvgPicture.of(scene) : TextPicture.of(scene));
    return Exit.OK.status();
  }
}
