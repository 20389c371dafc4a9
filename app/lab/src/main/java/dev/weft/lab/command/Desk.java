package dev.weft.lab.command;

import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.terminal.Terminal;
import dev.weft.lab.catalogue.Catalogue;
import dev.weft.lab.catalogue.LabText;
import dev.weft.lab.live.LabHome;
import dev.weft.lab.live.LabRecord;
import dev.weft.lab.machine.Machine;
import dev.weft.lab.plan.Layout;
import dev.weft.lab.topology.DataPlane;
import dev.weft.model.Checked;
import dev.weft.model.Problem;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What every word of `weft lab` works with.
record Desk(Environment environment, Terminal terminal) {
  /// The lab of a name or a file; its warnings are printed.
  ///
  /// @throws Refusal when there is none, or it has errors
  LabText open(String written) {
    LabText text = Catalogue.open(written, environment);
    if (text.checked() instanceof Checked.Valid<?> valid) {
      for (Problem warning : valid.warnings()) {
        environment.log().println(warning);
      }
    }
    return text;
  }

  /// @throws Refusal when the word is neither
  static DataPlane dataPlane(String word) {
    for (DataPlane plane : DataPlane.values()) {
      if (plane.toString().equalsIgnoreCase(word)) {
        return plane;
      }
    }
    throw Refusal.because(Exit.USAGE, "--data-plane is '" + word + "', but must be weft or envoy");
  }

  /// The labs that are up, or have left something.
  Set<String> running() {
    return Machine.labs();
  }

  /// The lab of a name; without one, the only one there is.
  String chosen(String name) {
    Set<String> running = running();
    if (!name.isEmpty()) {
      if (!running.contains(name) && !Files.exists(new LabHome(name).record())) {
        throw Refusal.because(
            Exit.NOT_RUNNING,
            "lab '"
                + name
                + "' is not up"
                + (running.isEmpty() ? "" : "; up are: " + String.join(", ", running)));
      }
      return name;
    }
    if (running.isEmpty()) {
      throw Refusal.because(Exit.NOT_RUNNING, "no lab is up; start one with 'weft lab up NAME'");
    }
    if (running.size() > 1) {
      throw Refusal.because(
          Exit.USAGE, "several labs are up; name one of: " + String.join(", ", running));
    }
    return running.iterator().next();
  }

  /// Refuses what is asked of a lab that is not ready.
  ///
  /// @throws Refusal when it is still coming up, has failed, or its supervisor is gone
  static void demandReady(String lab) {
    LabHome home = new LabHome(lab);
    Optional<LabRecord> record = LabRecord.of(home);
    if (record.flatMap(LabRecord::supervisor).isEmpty()) {
      throw Refusal.because(
          Exit.NOT_RUNNING,
          "nobody keeps lab "
              + lab
              + " any more (it came to: "
              + record.map(LabRecord::state).orElse("nothing")
              + "); "
              + home.events()
              + " says what happened; end it with 'weft lab down "
              + lab
              + "'");
    }
    if (!record.orElseThrow().state().equals("ready")) {
      throw Refusal.because(
          Exit.BUSY,
          "lab " + lab + " is still coming up; " + home.events() + " says how far it is");
    }
  }

  /// What was remarked about the file of a lab that is up.
  List<Problem> remarks(String lab) {
    return Catalogue.open(new LabHome(lab).file().toString(), environment).checked().remarks();
  }

  /// Where everything of a lab that is up is.
  Layout layout(String lab) {
    LabHome home = new LabHome(lab);
    if (!Files.exists(home.file())) {
      throw Refusal.because(Exit.NOT_RUNNING, "lab '" + lab + "' is not up from this copy of Weft");
    }
    DataPlane proxy = dataPlane(LabRecord.of(home).map(LabRecord::proxy).orElse("weft"));
    return Layout.of(Catalogue.open(home.file().toString(), environment).lab(), proxy);
  }
}
