package dev.weft.api.schema;

import java.util.Map;

/// Rules that hold for labels that a resource gives or asks for.
public final class LabelRules {
  private LabelRules() {}

  /// Every key and value may stand in a label (Kubernetes, "Labels and Selectors").
  public static void verify(Findings findings, Map<String, String> labels) {
    labels.forEach((key, value) -> {
      Expect.name(findings.key(key), Names.labelKey(key), "use letters, digits, '-', '_' and '.'");
      Expect.name(
          findings.key(key),
          Names.labelValue(value),
          "use up to 63 letters, digits, '-', '_' and '.'");
    });
  }
}
