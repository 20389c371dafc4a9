package dev.weft.telemetry.trace;

import dev.weft.telemetry.trace.TraceContext.Sampling;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Zipkin's B3 headers: one each, or all in a single `b3`.
public final class B3 {
  public static final String SINGLE = "b3";
  public static final String TRACE = "x-b3-traceid";
  public static final String SPAN = "x-b3-spanid";
  public static final String PARENT = "x-b3-parentspanid";
  public static final String SAMPLED = "x-b3-sampled";
  public static final String FLAGS = "x-b3-flags";

  private B3() {}

  /// Reads the headers; the single one wins where both came. Empty when ids are absent or
  /// malformed.
  ///
  /// @param header the value of a header by its lower-case name, or the empty string
  public static Optional<TraceContext> parse(UnaryOperator<String> header) {
    String single = header.apply(SINGLE);
    if (!single.isEmpty()) {
      return single(single);
    }
    Sampling sampling = sampling(header.apply(SAMPLED));
    if (header.apply(FLAGS).equals("1")) {
      sampling = Sampling.DEBUG;
    }
    return context(header.apply(TRACE), header.apply(SPAN), header.apply(PARENT), sampling);
  }

  /// What the sender decided about keeping a trace, even where it sent no ids.
  public static Sampling decision(UnaryOperator<String> header) {
    String single = header.apply(SINGLE);
    if (single.length() == 1) {
      return sampling(single);
    }
    return header.apply(FLAGS).equals("1") ? Sampling.DEBUG : sampling(header.apply(SAMPLED));
  }

  private static Optional<TraceContext> single(String value) {
    String[] parts = value.split("-", 5);
    if (parts.length < 2 || parts.length > 4) {
      return Optional.empty();
    }
    return context(
        parts[0],
        parts[1],
        parts.length == 4 ? parts[3] : "",
        parts.length > 2 ? sampling(parts[2]) : Sampling.DEFERRED);
  }

  private static Sampling sampling(String value) {
    return switch (value) {
      case "1", "true" -> Sampling.YES;
      case "0", "false" -> Sampling.NO;
      case "d" -> Sampling.DEBUG;
      default -> Sampling.DEFERRED;
    };
  }

  private static Optional<TraceContext> context(
      String trace, String span, String parent, Sampling sampling) {
    boolean wide = trace.length() == 32;
    boolean shaped =
        (wide || trace.length() == 16)
            && Hex.isHex(trace, 0, trace.length())
            && span.length() == 16
            && Hex.isHex(span, 0, 16);
    if (!shaped) {
      return Optional.empty();
    }
    long high = wide ? Hex.parse(trace, 0, 16) : 0;
    long low = Hex.parse(trace, wide ? 16 : 0, trace.length());
    long id = Hex.parse(span, 0, 16);
    if (high == 0 && low == 0 || id == 0) {
      return Optional.empty();
    }
    long parentId =
        parent.length() == 16 && Hex.isHex(parent, 0, 16) ? Hex.parse(parent, 0, 16) : 0;
    return Optional.of(new TraceContext(high, low, id, parentId, sampling, ""));
  }

  /// The headers that say a span's context, one each.
  public static Map<String, String> headers(TraceContext context) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(TRACE, context.traceId());
    headers.put(SPAN, Hex.of(context.span()));
    if (context.parent() != 0) {
      headers.put(PARENT, Hex.of(context.parent()));
    }
    switch (context.sampling()) {
      case YES -> headers.put(SAMPLED, "1");
      case NO -> headers.put(SAMPLED, "0");
      case DEBUG -> headers.put(FLAGS, "1");
      case DEFERRED -> {}
    }
    return headers;
  }

  /// The value of the single header.
  public static String single(TraceContext context) {
    String ids = context.traceId() + "-" + Hex.of(context.span());
    String flag =
        switch (context.sampling()) {
          case YES -> "-1";
          case NO -> "-0";
          case DEBUG -> "-d";
          case DEFERRED -> "";
        };
    boolean parent = context.parent() != 0 && !flag.isEmpty();
    return ids + flag + (parent ? "-" + Hex.of(context.parent()) : "");
  }
}
