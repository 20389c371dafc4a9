package dev.weft.api;

import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.model.Severity;
import java.util.List;
import java.util.Set;

/// What a text contains.
///
/// @param resources the valid ones, in the order in which they were written
/// @param problems everything that is wrong, errors and warnings, in the order of the text
/// @param refused the keys that documents with errors claim, as far as they could be read; whoever
///   holds an earlier valid version of one of these keeps it
/// @param unreadable how many documents were so broken that their keys are unknown; while there are
///   any, an earlier resource of this text that is in neither list may still be meant to exist
public record Parsed(
    List<Resource<?>> resources, List<Problem> problems, Set<ResourceKey> refused, int unreadable) {
  public Parsed {
    resources = List.copyOf(resources);
    problems = List.copyOf(problems);
    refused = Set.copyOf(refused);
  }

  /// Whether nothing in the text was refused.
  public boolean isValid() {
    return problems.stream().noneMatch(problem -> problem.severity() == Severity.ERROR);
  }
}
