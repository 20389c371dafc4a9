package dev.weft.capture.dns;

/// Something that answers questions.
@FunctionalInterface
public interface Names {
  /// Answers at once, from what is known now.
  Answer answer(Question question);
}
