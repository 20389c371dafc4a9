package dev.weft.capture.redirect;

import dev.weft.capture.TableText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the rules of an earlier run in what `iptables-save` prints, ours and Istio's own alike,
/// and says how to take them away.
public final class Leftovers {
  /// On rules of ours that sit in the kernel's own chains and do not jump to a chain of ours.
  public static final String COMMENT = "weft-capture";

  static final String MARKER = "-m comment --comment " + COMMENT;
  private static final Pattern TABLE = Pattern.compile("\\*(\\w+)");
  private static final Pattern CHAIN = Pattern.compile(":(ISTIO_\\S+) .*");
  private static final Pattern RULE = Pattern.compile("-A (\\S+) (.*)");
  private static final Pattern JUMP = Pattern.compile("(?:^|.* )(?:-j|-g) ISTIO_\\S+.*");
  private static final Pattern MARKED =
      Pattern.compile("(?:^|.* )--comment \"?" + COMMENT + "\"?(?: .*|$)");

  private Leftovers() {}

  /// What `iptables-restore --noflush` reads to take them away; empty when there are none.
  ///
  /// @param saved what `iptables-save` printed
  public static String removal(String saved) {
    return removal(saved, new TableText()).text();
  }

  static TableText removal(String saved, TableText tables) {
    String table = "";
    for (String line : saved.lines().toList()) {
      Matcher start = TABLE.matcher(line);
      Matcher chain = CHAIN.matcher(line);
      Matcher rule = RULE.matcher(line);
      if (start.matches()) {
        table = start.group(1);
      } else if (chain.matches()) {
        tables.drop(table, chain.group(1));
      } else if (rule.matches() && ours(rule.group(1), rule.group(2))) {
        tables.delete(table, rule.group(1), rule.group(2));
      }
    }
    return tables;
  }

  private static boolean ours(String chain, String rule) {
    return !chain.startsWith("ISTIO_")
        && (JUMP.matcher(rule).matches() || MARKED.matcher(rule).matches());
  }
}
