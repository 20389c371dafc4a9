package dev.weft.graph.route;

/// In nanoseconds; zero means none.
///
/// @param requestNanos from the end of the request to the end of the response, over all attempts
/// @param idleNanos without a byte in either direction of the stream; -1 where the route says
///   nothing and the listener's own applies
/// @param maxStreamNanos of the whole stream
public record Timeouts(long requestNanos, long idleNanos, long maxStreamNanos) {
  public static final Timeouts NONE = new Timeouts(0, 0, 0);
}
