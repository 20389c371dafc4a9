package dev.weft.telemetry.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Prometheus' text format, version 0.0.4, laid out as Envoy's `/stats/prometheus`: counters, then
/// gauges, then histograms, families in order of name, no `HELP` lines.
public final class Prometheus {
  /// The content type that Envoy sends with it.
  public static final String CONTENT_TYPE = "text/plain; charset=UTF-8";

  private Prometheus() {}

  /// Writes everything that `source` tells whose dotted name `wanted` accepts, piece by piece: the
  /// text of many series never lies in memory as a whole.
  ///
  /// @throws IOException when `out` does
  public static void write(Collector source, Predicate<String> wanted, Appendable out)
      throws IOException {
    Families families = new Families(wanted);
    source.collect(families);
    StringBuilder line = new StringBuilder(1024);
    numbers(out, line, "counter", families.counters);
    numbers(out, line, "gauge", families.gauges);
    for (var family : families.histograms.entrySet()) {
      type(out, family.getKey(), "histogram");
      for (var member : family.getValue().values()) {
        line.setLength(0);
        histogram(line, member);
        out.append(line);
      }
    }
  }

  /// The same as one text.
  public static String render(Collector source, Predicate<String> wanted) {
    StringBuilder text = new StringBuilder(16 * 1024);
    try {
      write(source, wanted, text);
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory", impossible);
    }
    return text.toString();
  }

  private record Number(Name name, long value) {}

  private record Spread(Name name, Histogram.Snapshot snapshot) {}

  private static void numbers(
      Appendable out, StringBuilder line, String type, Map<String, Map<String, Number>> families)
      throws IOException {
    for (var family : families.entrySet()) {
      type(out, family.getKey(), type);
      for (Number member : family.getValue().values()) {
        line.setLength(0);
        line.append(member.name().family());
        labels(line, member.name().labels(), "");
        out.append(line.append(' ').append(member.value()).append('\n'));
      }
    }
  }

  private static void type(Appendable out, String family, String type) throws IOException {
    out.append("# TYPE ").append(family).append(' ').append(type).append('\n');
  }

  private static void histogram(StringBuilder lines, Spread member) {
    Name name = member.name();
    Histogram.Snapshot snapshot = member.snapshot();
    long atOrBelow = 0;
    for (int i = 0; i < snapshot.each().length; i++) {
      atOrBelow += snapshot.each()[i];
      String bound = i < snapshot.bounds().length ? plain(snapshot.bounds()[i]) : "+Inf";
      lines.append(name.family()).append("_bucket");
      labels(lines, name.labels(), bound);
      lines.append(' ').append(atOrBelow).append('\n');
    }
    lines.append(name.family()).append("_sum");
    labels(lines, name.labels(), "");
    lines.append(' ').append(plain(snapshot.sum())).append('\n');
    lines.append(name.family()).append("_count");
    labels(lines, name.labels(), "");
    lines.append(' ').append(atOrBelow).append('\n');
  }

  /// What was told, sorted by family and then by dotted name.
  private static final class Families implements Collector.Samples {
    private final Predicate<String> wanted;
    private final Map<String, Map<String, Number>> counters = new TreeMap<>();
    private final Map<String, Map<String, Number>> gauges = new TreeMap<>();
    private final Map<String, Map<String, Spread>> histograms = new TreeMap<>();

    Families(Predicate<String> wanted) {
      this.wanted = wanted;
    }

    @Override
    public void counter(Name name, long value) {
      add(counters, name, new Number(name, value));
    }

    @Override
    public void gauge(Name name, long value) {
      add(gauges, name, new Number(name, value));
    }

    @Override
    public void histogram(Name name, Histogram.Snapshot snapshot) {
      add(histograms, name, new Spread(name, snapshot));
    }

    private <M> void add(Map<String, Map<String, M>> into, Name name, M member) {
      if (wanted.test(name.dotted())) {
        into.computeIfAbsent(name.family(), family -> new TreeMap<>()).put(name.dotted(), member);
      }
    }
  }

  private static void labels(StringBuilder line, List<Label> labels, String bound) {
    line.append('{');
    String comma = "";
    for (Label label : labels) {
      line.append(comma).append(label.name()).append("=\"");
      escape(line, label.value());
      line.append('"');
      comma = ",";
    }
    if (!bound.isEmpty()) {
      line.append(comma).append("le=\"").append(bound).append('"');
    }
    line.append('}');
  }

  private static void escape(StringBuilder line, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> line.append("\\\\");
        case '"' -> line.append("\\\"");
        case '\n' -> line.append("\\n");
        default -> line.append(c);
      }
    }
  }

  private static String plain(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return new BigDecimal(value).stripTrailingZeros().toPlainString();
  }
}
