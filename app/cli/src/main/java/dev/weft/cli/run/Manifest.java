package dev.weft.cli.run;

import dev.weft.cli.mesh.Census;
import dev.weft.cli.mesh.Member;
import dev.weft.cli.mesh.Served;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.terminal.Terminal;
import dev.weft.model.Checked;
import dev.weft.model.Problem;
import dev.weft.model.Severity;
import java.util.ArrayList;
import java.util.List;

/// What a directory calls for.
record Manifest(Served served, List<Member> members, Doorway doorway) {
  Manifest {
    members = List.copyOf(members);
  }

  /// Reads it, and prints its warnings.
  ///
  /// @throws Refusal when it has errors, or nothing to run
  static Manifest read(Request request, Environment environment, Terminal terminal) {
    Served served = Served.read(request.directory(), environment.workingDirectory());
    List<Problem> problems = new ArrayList<>(served.problems());
    List<Member> found = List.of();
    switch (Census.of(served, request.ports().block())) {
      case Checked.Valid<List<Member>> valid -> {
        found = valid.value();
        problems.addAll(valid.warnings());
      }
      case Checked.Invalid<List<Member>> invalid -> problems.addAll(invalid.problems());
    }
    long errors = problems.stream().filter(p -> p.severity() == Severity.ERROR).count();
    if (errors > 0) {
      throw Refusal.of(
          (errors == 1 ? "1 error" : errors + " errors")
              + " in "
              + request.shown()
              + ", so nothing was started",
          problems);
    }
    if (found.isEmpty()) {
      throw Refusal.because(
          Exit.REFUSED,
          request.shown()
              + " has no Workload in it, so there is nothing to run; see weft up --help for how to"
              + " write one");
    }
    problems.forEach(problem -> terminal.line(problem.toString()));
    return new Manifest(served, found, Doorway.of(served, request.ports()));
  }

  /// The longest name there is, for columns.
  int width() {
    int longest = members.stream().mapToInt(member -> member.name().length()).max().orElse(0);
    return Math.max(longest, Crew.CONTROL_PLANE.length());
  }
}
