package dev.weft.lab.live;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.process.OwnCommand;
import dev.weft.host.terminal.Terminal;
import dev.weft.lab.plan.Layout;
import dev.weft.lab.topology.DataPlane;
import dev.weft.linux.namespace.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Starts a lab's supervisor in the background, and shows what it does until the lab is ready.
public final class Coming {
  private final LabHome home;
  private final String lab;
  private final Terminal terminal;
  private int shown;

  public Coming(LabHome home, String lab, Terminal terminal) {
    this.home = home;
    this.lab = lab;
    this.terminal = terminal;
  }

  /// Returns when the lab is ready, has failed, or takes too long.
  public Exit start(DataPlane proxy, Duration patience) {
    Namespace desk = new Namespace(Layout.prefix(lab) + Layout.DESK);
    if (!desk.exists()) {
      Namespace.create(desk.name());
    }
    // The supervisor's network is the desk's, its mounts are the machine's: it names namespaces.
    List<String> command =
        new ArrayList<>(List.of("setsid", "nsenter", "--net=" + desk.file(), "--"));
    command.addAll(
        OwnCommand.of(List.of("lab", "supervise", lab, "--data-plane", proxy.toString())));
    Path output = home.log("supervisor");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(Path.of("/").toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(OwnCommand.variables());
      return follow(builder.start(), output, patience);
    } catch (IOException failed) {
      throw Refusal.because(Exit.FAILED, "cannot start in the background: " + failed.getMessage());
    }
  }

  private Exit follow(Process process, Path output, Duration patience) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end) {
      boolean over = ended(process);
      news();
      Optional<LabRecord> record = LabRecord.of(home);
      if (record.isPresent() && record.get().state().equals("ready")) {
        return Exit.OK;
      }
      if (over) {
        Files.readAllLines(output).forEach(terminal::line);
        return process.exitValue() == 0 ? Exit.FAILED : Exit.of(process.exitValue());
      }
    }
    throw Refusal.because(
        Exit.TIMED_OUT,
        "not ready after "
            + patience.toSeconds()
            + " s; it goes on in the background, see "
            + home.events());
  }

  private void news() throws IOException {
    List<String> lines = Files.readAllLines(home.events());
    lines.subList(Math.min(shown, lines.size()), lines.size()).forEach(terminal::line);
    shown = lines.size();
  }

  private static boolean ended(Process process) {
    try {
      return process.waitFor(200, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
