package dev.weft.api.schema;

/// A message with rules of its own beyond the types of its fields.
public interface Verified {
  /// Reports everything that is wrong with this message, each finding at its field.
  ///
  /// Messages inside this one are asked on their own; they are not to be reported on here.
  void verify(Findings findings);
}
