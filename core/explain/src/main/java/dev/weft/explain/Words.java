package dev.weft.explain;

import dev.weft.explain.Explanation.Branch;
import java.util.Locale;

/// An explanation as text for people.
public final class Words {
  private Words() {}

  /// Several lines, the last one ended.
  public static String of(Explanation explanation) {
    StringBuilder text = new StringBuilder();
    text.append(explanation.request()).append(" from ").append(explanation.from()).append("\n\n");
    String place = "";
    for (Hop hop : explanation.hops()) {
      place = hop(hop, place, "", text);
    }
    boolean several = explanation.branches().size() > 1;
    for (Branch branch : explanation.branches()) {
      String indent = several ? "  " : "";
      if (several) {
        text.append(branch.exact() ? "" : "about ").append(percent(branch.percent())).append("\n");
      }
      String within = place;
      for (Hop hop : branch.hops()) {
        within = hop(hop, within, indent, text);
      }
      text.append(indent).append("=> ").append(branch.outcome().text()).append("\n");
    }
    return text.toString();
  }

  private static String hop(Hop hop, String before, String indent, StringBuilder text) {
    if (!hop.place().equals(before) && !before.isEmpty()) {
      text.append(indent).append("at ").append(hop.place()).append("\n");
    }
    text.append(indent)
        .append(String.format(Locale.ROOT, "%-9s", hop.stage().name().toLowerCase(Locale.ROOT)))
        .append(hop.text())
        .append("\n");
    String margin = indent + " ".repeat(9);
    hop.cause()
        .ifPresent(cause ->
            text.append(margin)
                .append("because of ")
                .append(cause.rule())
                .append(cause.position().isEmpty() ? "" : "  (" + cause.position() + ")")
                .append("\n"));
    for (Hop.Fact fact : hop.facts()) {
      text.append(margin).append(fact.name()).append(": ").append(fact.value()).append("\n");
    }
    return hop.place();
  }

  private static String percent(double percent) {
    return percent == Math.rint(percent)
        ? (long) percent + " %"
        : String.format(Locale.ROOT, "%.1f %%", percent);
  }
}
