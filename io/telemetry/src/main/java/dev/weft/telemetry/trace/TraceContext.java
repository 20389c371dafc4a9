package dev.weft.telemetry.trace;

/// The place of one span in a trace.
///
/// @param high upper half of the 128 bit trace id; zero for the 64 bit ids of older B3 senders
/// @param low lower half of the trace id
/// @param span this span's id, never zero
/// @param parent the id of the span that caused it, zero when there is none or it is not known
/// @param sampling whether the trace is being kept
/// @param state vendors' entries of `tracestate`, passed on as they came; empty when there are none
public record TraceContext(
    long high, long low, long span, long parent, Sampling sampling, String state) {

  /// Whether the spans of a trace are kept.
  public enum Sampling {
    YES,
    NO,
    /// Kept, and every part is asked to keep as much as it can (B3's debug flag).
    DEBUG,
    /// The sender left the decision to the receiver.
    DEFERRED
  }

  public TraceContext {
    if (high == 0 && low == 0 || span == 0) {
      throw new IllegalArgumentException("a trace and a span have ids that are not zero");
    }
  }

  /// Starts a trace.
  ///
  /// @param random three random numbers: the trace id's halves and the span id
  public static TraceContext root(long[] random, boolean sampled) {
    return new TraceContext(
        random[0],
        random[1] == 0 ? 1 : random[1],
        random[2] == 0 ? 1 : random[2],
        0,
        sampled ? Sampling.YES : Sampling.NO,
        "");
  }

  /// The span that this one causes, in the same trace. A deferred decision is taken now.
  ///
  /// @param random the new span's id
  /// @param sampled what to decide where the sender decided nothing
  public TraceContext child(long random, boolean sampled) {
    Sampling decided =
        sampling == Sampling.DEFERRED ? (sampled ? Sampling.YES : Sampling.NO) : sampling;
    return new TraceContext(high, low, random == 0 ? 1 : random, span, decided, state);
  }

  /// Whether spans of this trace are to be kept.
  public boolean sampled() {
    return sampling == Sampling.YES || sampling == Sampling.DEBUG;
  }

  /// The trace id as 32 hexadecimal digits, or 16 where the upper half is zero.
  public String traceId() {
    return high == 0 ? Hex.of(low) : Hex.of(high) + Hex.of(low);
  }
}
