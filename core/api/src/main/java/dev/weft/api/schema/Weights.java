package dev.weft.api.schema;

import java.util.List;

/// Rules that hold for the weights of destinations.
public final class Weights {
  private Weights() {}

  /// None is negative; of several, not all are zero.
  public static void total(Findings findings, List<Integer> weights) {
    long total = 0;
    for (int i = 0; i < weights.size(); i++) {
      Expect.notNegative(findings.at(i).at("weight"), weights.get(i));
      total += weights.get(i);
    }
    if (weights.size() > 1 && total == 0) {
      findings.invalid("the weights add up to 0", "give at least one destination a weight");
    }
  }
}
