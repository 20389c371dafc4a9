package dev.weft.proxy.admin;

import com.google.re2j.Pattern;
import dev.weft.telemetry.metrics.Prometheus;
import dev.weft.telemetry.metrics.Stats;
import java.util.Map;
import java.util.function.Predicate;

/// `/stats` in its formats.
final class StatsPage {
  private final View view;

  StatsPage(View view) {
    this.view = view;
  }

  Page page(Map<String, String> query) {
    return switch (query.getOrDefault("format", "text")) {
      case "prometheus" -> prometheus(query);
      case "json" -> Page.json(Stats.json(view.metrics(), wanted(query)));
      case "text" -> Page.text(Stats.text(view.metrics(), wanted(query)));
      default -> Page.text(400, "format is one of text, json, prometheus\n");
    };
  }

  Page prometheus(Map<String, String> query) {
    Predicate<String> wanted = wanted(query);
    return new Page(
        200, Prometheus.CONTENT_TYPE, out -> Prometheus.write(view.metrics(), wanted, out));
  }

  /// `filter` is searched for in the dotted name.
  private static Predicate<String> wanted(Map<String, String> query) {
    String filter = query.getOrDefault("filter", "");
    if (filter.isEmpty()) {
      return name -> true;
    }
    Pattern pattern = Pattern.compile(filter);
    return name -> pattern.matcher(name).find();
  }
}
