package dev.weft.lab.command;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.file.PrivateFiles;
import dev.weft.lab.check.Finding;
import dev.weft.lab.drawing.Call;
import dev.weft.lab.drawing.Scene;
import dev.weft.lab.live.LabHome;
import dev.weft.lab.topology.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What the last check of a lab saw, kept for pictures.
final class Sightings {
  private Sightings() {}

  static void keep(LabHome home, Lab lab, List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    for (Call call : calls(lab, findings)) {
      text.append(call.from()).append('\t').append(call.to()).append('\t').append(call.state());
      text.append('\n');
    }
    try {
      PrivateFiles.write(home.sightings(), text.toString());
    } catch (IOException unwritable) {
      throw Refusal.because(
          Exit.FAILED, "cannot write " + home.sightings() + ": " + unwritable.getMessage());
    }
  }

  private static Set<Call> calls(Lab lab, List<Finding> findings) {
    Set<Call> calls = new LinkedHashSet<>();
    Set<String> reached = new HashSet<>();
    for (Finding finding : findings) {
      Call.State good = finding.encrypted() ? Call.State.ENCRYPTED : Call.State.PLAIN;
      for (String pod : finding.answered()) {
        reached.add(finding.caller() + ">" + pod.replaceFirst("-\\d+$", ""));
        calls.add(new Call(finding.caller(), pod, finding.holds() ? good : Call.State.WRONG));
      }
    }
    for (Finding finding : findings) {
      Call.State bad = finding.holds() ? Call.State.REFUSED : Call.State.WRONG;
      if (finding.answered().isEmpty()) {
        Scene.targets(lab, finding.call()).stream()
            .filter(pod -> !reached.contains(finding.caller() + ">" + pod))
            .forEach(pod -> calls.add(new Call(finding.caller(), pod, bad)));
      }
    }
    return calls;
  }

  /// What was seen; empty when nobody has looked.
  static List<Call> of(LabHome home) {
    if (!Files.exists(home.sightings())) {
      return List.of();
    }
    try {
      List<Call> calls = new ArrayList<>();
      for (String line : Files.readAllLines(home.sightings())) {
        String[] parts = line.split("\t", -1);
        calls.add(new Call(parts[0], parts[1], Call.State.valueOf(parts[2])));
      }
      return calls;
    } catch (IOException unreadable) {
      throw Refusal.because(
          Exit.FAILED, "cannot read " + home.sightings() + ": " + unreadable.getMessage());
    }
  }
}
