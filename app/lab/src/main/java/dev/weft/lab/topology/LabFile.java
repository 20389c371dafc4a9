package dev.weft.lab.topology;

import dev.weft.api.bind.Binder;
import dev.weft.api.bind.Verifier;
import dev.weft.api.yaml.Document;
import dev.weft.api.yaml.Node;
import dev.weft.api.yaml.Places;
import dev.weft.api.yaml.Yaml;
import dev.weft.model.Checked;
import dev.weft.model.Position;
import dev.weft.model.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Reads a lab file: all problems at once, each at its place.
public final class LabFile {
  private LabFile() {}

  /// The lab that a text describes, whatever may be in files of resources beside it.
  ///
  /// @param file names the text in positions
  public static Checked<Lab> parse(String file, String text) {
    return parse(file, text, beside -> Optional.empty());
  }

  /// The lab that a text describes.
  ///
  /// @param file names the text in positions
  /// @param beside reads a file of resources; empty for one that cannot be read
  public static Checked<Lab> parse(
      String file, String text, Function<String, Optional<String>> beside) {
    List<Document> documents = Yaml.read(file, text);
    if (documents.size() != 1) {
      String cause =
          documents.isEmpty()
              ? "the file is empty"
              : "the file has " + documents.size() + " documents";
      return new Checked.Invalid<>(
          List.of(
              Problem.error(
                      Problem.Code.SYNTAX,
                      "",
                      cause,
                      "write one lab in it, and resources in files of their own")
                  .at(new Position(file, 1, 1))));
    }
    return switch (documents.getFirst()) {
      case Document.Broken broken -> new Checked.Invalid<>(List.of(broken.problem()));
      case Document.Read read -> bind(read.root(), beside);
    };
  }

  private static Checked<Lab> bind(Node root, Function<String, Optional<String>> beside) {
    Set<Problem> problems = new LinkedHashSet<>();
    Lab lab = new Binder(Binder.Unknown.REFUSED, problems::add).bind(Lab.class, root, "");
    List<String> broken = problems.stream().map(Problem::path).toList();
    List<Problem> findings = new ArrayList<>();
    new Verifier(findings::add).verify(lab, "");
    new Review(lab, beside, findings::add).review();
    for (Problem finding : findings) {
      if (broken.stream().noneMatch(path -> finding.path().startsWith(path))) {
        problems.add(finding.at(Places.of(root, finding.path())));
      }
    }
    return Checked.of(
        lab, problems.stream().sorted(Comparator.comparing(Problem::position)).toList());
  }
}
