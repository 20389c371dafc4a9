package dev.weft.host;

import dev.weft.model.Problem;
import java.util.List;

/// An expected failure that ends a command: one sentence for the operator, never a stack trace.
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Exit exit;
  private final transient List<Problem> problems;

  private Refusal(Exit exit, String sentence, List<Problem> problems) {
    super(sentence);
    this.exit = exit;
    this.problems = List.copyOf(problems);
  }

  /// A failure told in one sentence.
  public static Refusal because(Exit exit, String sentence) {
    return new Refusal(exit, sentence, List.of());
  }

  /// Refused input, with every problem that was found in it.
  public static Refusal of(String sentence, List<Problem> problems) {
    return new Refusal(Exit.REFUSED, sentence, problems);
  }

  public Exit exit() {
    return exit;
  }

  /// What was wrong with the input, in order; empty when the sentence says it all.
  public List<Problem> problems() {
    return problems;
  }
}
