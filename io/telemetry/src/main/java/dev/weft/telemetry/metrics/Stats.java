package dev.weft.telemetry.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Envoy's own spellings of the metrics: the lines and the JSON of its `/stats`.
public final class Stats {
  private static final double[] QUANTILES = {0, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 100};

  private Stats() {}

  /// One `name: value` a line, counters and gauges by name and then histograms by name.
  public static String text(Collector source, Predicate<String> wanted) {
    Sorted sorted = new Sorted(wanted);
    source.collect(sorted);
    StringBuilder text = new StringBuilder(16 * 1024);
    sorted.numbers.forEach(
        (name, value) -> text.append(name).append(": ").append(value).append('\n'));
    sorted.histograms.forEach((name, snapshot) -> {
      text.append(name).append(": ");
      if (snapshot.count() == 0) {
        text.append("No recorded values");
      } else {
        String space = "";
        for (double quantile : QUANTILES) {
          String value = rounded(snapshot.quantile(quantile / 100));
          text.append(space).append('P').append(rounded(quantile));
          text.append('(').append(value).append(',').append(value).append(')');
          space = " ";
        }
      }
      text.append('\n');
    });
    return text.toString();
  }

  /// `{"stats":[{"name":..,"value":..},...,{"histograms":..}]}`.
  public static String json(Collector source, Predicate<String> wanted) {
    Sorted sorted = new Sorted(wanted);
    source.collect(sorted);
    StringBuilder json = new StringBuilder(16 * 1024).append("{\"stats\":[");
    sorted.numbers.forEach((name, value) -> {
      json.append(json.charAt(json.length() - 1) == '[' ? "" : ",").append("{\"name\":");
      JsonText.quote(json, name);
      json.append(",\"value\":").append(value).append('}');
    });
    if (!sorted.histograms.isEmpty()) {
      json.append(json.charAt(json.length() - 1) == '[' ? "" : ",");
      histograms(json, sorted.histograms);
    }
    return json.append("]}").toString();
  }

  private static void histograms(StringBuilder json, Map<String, Histogram.Snapshot> histograms) {
    json.append("{\"histograms\":{\"supported_quantiles\":[");
    for (int i = 0; i < QUANTILES.length; i++) {
      json.append(i == 0 ? "" : ",").append(rounded(QUANTILES[i]));
    }
    json.append("],\"computed_quantiles\":[");
    String comma = "";
    for (Map.Entry<String, Histogram.Snapshot> each : histograms.entrySet()) {
      json.append(comma).append("{\"name\":");
      JsonText.quote(json, each.getKey());
      json.append(",\"values\":[");
      for (int i = 0; i < QUANTILES.length; i++) {
        String value =
            each.getValue().count() == 0
                ? "null"
                : rounded(each.getValue().quantile(QUANTILES[i] / 100));
        json.append(i == 0 ? "" : ",").append("{\"cumulative\":").append(value);
        json.append(",\"interval\":").append(value).append('}');
      }
      json.append("]}");
      comma = ",";
    }
    json.append("]}}");
  }

  private static String rounded(double value) {
    double two = Math.round(value * 100) / 100.0;
    return two == Math.rint(two) ? Long.toString((long) two) : Double.toString(two);
  }

  private static final class Sorted implements Collector.Samples {
    private final Predicate<String> wanted;
    private final Map<String, Long> numbers = new TreeMap<>();
    private final Map<String, Histogram.Snapshot> histograms = new TreeMap<>();

    Sorted(Predicate<String> wanted) {
      this.wanted = wanted;
    }

    @Override
    public void counter(Name name, long value) {
      gauge(name, value);
    }

    @Override
    public void gauge(Name name, long value) {
      if (wanted.test(name.dotted())) {
        numbers.put(name.dotted(), value);
      }
    }

    @Override
    public void histogram(Name name, Histogram.Snapshot snapshot) {
      if (wanted.test(name.dotted())) {
        histograms.put(name.dotted(), snapshot);
      }
    }
  }
}
