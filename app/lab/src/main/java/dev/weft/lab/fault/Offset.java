package dev.weft.lab.fault;

import dev.weft.api.schema.Findings;
import dev.weft.model.Problem;
import java.util.regex.Pattern;

/// What a clock is off by, as written: `+2h`, `-30m`, `+90s`, `+3d`.
public final class Offset {
  private static final Pattern WRITTEN = Pattern.compile("[+-]\\d{1,6}[smhd]");

  private Offset() {}

  /// Whether a word is one.
  public static boolean is(String word) {
    return WRITTEN.matcher(word).matches();
  }

  /// A clock that is wrong is made, and remarked.
  public static void check(Findings findings, String word) {
    if (!word.isEmpty() && !is(word)) {
      findings.invalid("'" + word + "' is not an offset of a clock", "write it as +2h or -30m");
    } else if (!word.isEmpty()) {
      findings.warning(
          Problem.Code.CONFLICT,
          "the clock of its pods is off by "
              + word
              + ": certificates look expired to them, or not valid yet, and to others theirs do",
          "remove 'clock'; on a real machine, let NTP set it");
    }
  }
}
