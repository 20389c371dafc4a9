package dev.weft.cli.resource;

import dev.weft.api.weft.Workload;
import dev.weft.cli.mesh.Census;
import dev.weft.cli.mesh.Member;
import dev.weft.cli.mesh.MeshPorts;
import dev.weft.cli.mesh.Served;
import dev.weft.cli.session.Failures;
import dev.weft.cli.session.Printing;
import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import dev.weft.host.terminal.Format;
import dev.weft.host.terminal.Table;
import dev.weft.model.Checked;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weft analyze`.
@Command(
    name = "analyze",
    description = {
      "Check the resources of a directory, or of files, without running anything.",
      "",
      "A name that refers to nothing in them is an error, even where a running mesh has what it",
      "means: name the directory of the mesh as well.",
      "",
      "Every problem has its file, line and column, what is wrong, and what to do. Ends with 3"
          + " when",
      "there are errors; with --strict also when there are warnings."
    })
public final class AnalyzeCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private Printing printing = new Printing();

  @Parameters(
      arity = "0..*",
      paramLabel = "DIR|FILE",
      description = "Directories and files (default: the example)")
  private List<String> places = new ArrayList<>();

  @Option(names = "--strict", description = "Warnings count as errors")
  private boolean strict;

  public AnalyzeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Served served =
        Served.read(
            places.isEmpty()
                ? List.of(session.example())
                : places.stream().map(session.environment()::path).toList(),
            session.environment().workingDirectory());
    List<Problem> problems = new ArrayList<>(served.problems());
    // The members that weft up would start; a directory for Kubernetes has none.
    List<Member> members = List.of();
    if (!served.of(Workload.class).isEmpty()) {
      switch (Census.of(served, MeshPorts.USUAL.block())) {
        case Checked.Valid<List<Member>> valid -> {
          members = valid.value();
          problems.addAll(valid.warnings());
        }
        case Checked.Invalid<List<Member>> invalid -> problems.addAll(invalid.problems());
      }
    }
    problems.addAll(served.analysis(members));
    long errors = problems.stream().filter(p -> p.severity() == Severity.ERROR).count();
    long warnings = problems.stream().filter(p -> p.severity() == Severity.WARNING).count();
    if (printing.format() == Format.TABLE) {
      problems.forEach(p -> session.terminal().line(Failures.paint(session.terminal(), p)));
      session
          .terminal()
          .line(
              (problems.isEmpty() ? "" : "\n")
                  + counted(served.resources().size(), "resource")
                  + " in "
                  + counted(served.files(), "file")
                  + ": "
                  + counted(errors, "error")
                  + ", "
                  + counted(warnings, "warning"));
    } else {
      session.print(table(problems).print(printing.format()));
    }
    boolean refused = errors > 0 || (strict && warnings > 0);
    return (refused ? Exit.REFUSED : Exit.OK).status();
  }

  private static String counted(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /// One row for each problem.
  static Table table(List<Problem> problems) {
    Table table =
        new Table(
            "SEVERITY", "CODE", "RESOURCE", "FILE", "LINE", "COLUMN", "PATH", "CAUSE", "REMEDY");
    for (Problem problem : problems) {
      table.row(
          problem.severity().name().toLowerCase(Locale.ROOT),
          problem.code().name(),
          problem.resource().map(ResourceKey::toString).orElse(""),
          problem.position().file(),
          String.valueOf(problem.position().line()),
          String.valueOf(problem.position().column()),
          problem.path(),
          problem.cause(),
          problem.remedy());
    }
    return table;
  }
}
