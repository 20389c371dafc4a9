package dev.weft.telemetry.trace;

import dev.weft.telemetry.trace.TraceContext.Sampling;
import java.util.Optional;

/// W3C Trace Context: the headers `traceparent` and `tracestate`.
public final class W3c {
  public static final String PARENT = "traceparent";
  public static final String STATE = "tracestate";

  /// Longest `tracestate` that is passed on (the recommendation asks for at least 512 characters).
  private static final int MAX_STATE = 2048;

  private W3c() {}

  /// Reads the two headers; empty when `traceparent` is malformed, in which case a new trace starts
  /// and `tracestate` is dropped (section 2.2.2 and 2.3).
  ///
  /// A version above 00 is read as 00 as long as it starts like it (section 3.2.4).
  public static Optional<TraceContext> parse(String parent, String state) {
    String text = parent.strip();
    boolean shaped =
        Hex.isHex(text, 0, 2)
            && dash(text, 2)
            && Hex.isHex(text, 3, 35)
            && dash(text, 35)
            && Hex.isHex(text, 36, 52)
            && dash(text, 52)
            && Hex.isHex(text, 53, 55)
            && !text.startsWith("ff");
    boolean ended =
        text.length() == 55 || (text.length() > 55 && !text.startsWith("00") && dash(text, 55));
    if (!shaped || !ended) {
      return Optional.empty();
    }
    long high = Hex.parse(text, 3, 19);
    long low = Hex.parse(text, 19, 35);
    long span = Hex.parse(text, 36, 52);
    if (high == 0 && low == 0 || span == 0) {
      return Optional.empty();
    }
    boolean sampled = (Hex.parse(text, 53, 55) & 1) == 1;
    return Optional.of(
        new TraceContext(
            high,
            low,
            span,
            0,
            sampled ? Sampling.YES : Sampling.NO,
            state.length() <= MAX_STATE ? state : ""));
  }

  private static boolean dash(String text, int at) {
    return text.length() > at && text.charAt(at) == '-';
  }

  /// The value of `traceparent` for a span.
  public static String parent(TraceContext context) {
    return "00-"
        + Hex.of(context.high())
        + Hex.of(context.low())
        + "-"
        + Hex.of(context.span())
        + (context.sampled() ? "-01" : "-00");
  }
}
