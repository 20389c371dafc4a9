package dev.weft.api.authorizationpolicy;

import dev.weft.api.schema.Findings;
import java.util.List;

/// Rules that hold for lists of values to compare with.
final class Conditions {
  private Conditions() {}

  /// None of the values is empty text.
  static void filled(Findings findings, List<String> values) {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i).isEmpty()) {
        findings.at(i).invalid("the value is empty", "write a value, or '*' for any");
      }
    }
  }
}
