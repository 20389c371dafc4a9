package dev.weft.api.schema;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Guesses which of the valid names was meant.
public final class Nearest {
  private static final int LIMIT_LENGTH = 100;

  /// Longer lists help nobody.
  private static final int LIMIT_LISTED = 12;

  private Nearest() {}

  /// The candidate that takes the fewest single-character edits to reach, when they are few enough
  /// to be a slip: a third of the letters, at least one.
  public static Optional<String> of(String written, Collection<String> candidates) {
    if (written.length() > LIMIT_LENGTH) {
      return Optional.empty();
    }
    String folded = fold(written);
    Optional<String> best = Optional.empty();
    int least = Math.max(1, (Math.min(written.length(), 12) + 1) / 3) + 1;
    for (String candidate : candidates) {
      int distance = distance(folded, fold(candidate));
      if (distance < least) {
        least = distance;
        best = Optional.of(candidate);
      }
    }
    return best;
  }

  /// A remedy: the nearest candidate, or all of them when they are few.
  public static String remedy(String written, Collection<String> candidates) {
    return of(written, candidates)
        .map(nearest -> "did you mean '" + nearest + "'?")
        .orElseGet(() ->
            candidates.isEmpty() ? "remove it" : "use one of: " + String.join(", ", candidates));
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /// Insertions, deletions, substitutions and swaps of neighbours.
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int step(int[][] cost, String a, String b, int i, int j) {
    int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least =
        Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + substitution);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
