package dev.weft.bench.macro;

import dev.weft.bench.macro.peer.Contestant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// The table of one scenario in Markdown: medians of all rounds, and each as a ratio to Envoy's.
/// Below it, the rounds one by one: without a warm-up they show how soon a proxy is at its speed.
final class Report {
  private Report() {}

  static String table(Scenario scenario, Map<Contestant, List<Round>> rounds) {
    StringBuilder text = new StringBuilder("\n### ").append(scenario.title()).append("\n\n");
    text.append(
        "| proxy | requests/s | x Envoy | CPU µs/request | x Envoy | p50 µs | p99 µs | memory MiB |"
            + " x Envoy | failed |\n");
    text.append("|---|---|---|---|---|---|---|---|---|---|\n");
    List<Round> envoy = rounds.getOrDefault(Contestant.ENVOY, List.of());
    rounds.forEach((contestant, own) ->
        text.append("| ")
            .append(contestant.label())
            .append(cell(own, envoy, Round::perSecond, "%.0f"))
            .append(cell(own, envoy, Round::cpuMicros, "%.1f"))
            .append(" | ")
            .append(number("%.0f", median(own, Round::p50Micros)))
            .append(" | ")
            .append(number("%.0f", median(own, Round::p99Micros)))
            .append(cell(own, envoy, Round::residentMib, "%.0f"))
            .append(" | ")
            .append(own.stream().mapToLong(Round::failed).sum())
            .append(" |\n"));
    text.append("\nrequests/s of each round, in order: ");
    rounds.forEach((contestant, own) ->
        text.append(contestant.label())
            .append(
                own.stream()
                    .map(round -> number("%.0f", round.perSecond()))
                    .collect(Collectors.joining(" ", " ", "; "))));
    return text.append('\n').toString();
  }

  private static String cell(
      List<Round> own, List<Round> envoy, ToDoubleFunction<Round> figure, String format) {
    double value = median(own, figure);
    double other = median(envoy, figure);
    return " | "
        + number(format, value)
        + " | "
        + (other == 0 ? "-" : number("%.2f", value / other));
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }
}
