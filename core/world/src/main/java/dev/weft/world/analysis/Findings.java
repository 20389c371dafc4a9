package dev.weft.world.analysis;

import dev.weft.api.Resource;
import dev.weft.model.Problem;
import dev.weft.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Collects what the checks find.
final class Findings {
  private final List<Problem> found = new ArrayList<>();

  /// @param ist the number of Istio's message of the same meaning; 0 where Istio has none
  record Finding(int ist, Severity severity, Problem.Code code, String cause, String remedy) {
    static Finding error(int ist, Problem.Code code, String cause, String remedy) {
      return new Finding(ist, Severity.ERROR, code, cause, remedy);
    }

    static Finding warning(int ist, Problem.Code code, String cause, String remedy) {
      return new Finding(ist, Severity.WARNING, code, cause, remedy);
    }
  }

  void add(Resource<?> resource, String path, Finding finding) {
    found.add(
        new Problem(
            finding.code(),
            finding.severity(),
            Optional.of(resource.key()),
            path,
            resource.position(path),
            finding.ist() == 0
                ? finding.cause()
                : "%s (IST%04d)".formatted(finding.cause(), finding.ist()),
            finding.remedy()));
  }

  /// In order of place.
  List<Problem> sorted() {
    return found.stream()
        .sorted(Comparator.comparing(Problem::position).thenComparing(Problem::path))
        .toList();
  }
}
