package dev.weft.rpc.transport;

import java.time.Duration;

/// The bounds that hold for every gRPC connection. Each says what it protects from.
public final class Limits {
  /// Longest message that a server reads: a delta client that reconnects lists all it has.
  public static final int SERVER_MESSAGE_BYTES = 16 << 20;

  /// Longest message that a client reads: all clusters of a large mesh in one response.
  public static final int CLIENT_MESSAGE_BYTES = 128 << 20;

  /// Longest set of request headers; a token is below 4 KiB.
  public static final int HEADER_BYTES = 16 << 10;

  /// Streams on one connection at once.
  public static final int STREAMS_PER_CONNECTION = 100;

  /// A silent peer is asked for a sign of life after this time, as istiod does.
  public static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

  /// A peer that does not answer that question is gone.
  public static final Duration KEEP_ALIVE_ANSWER = Duration.ofSeconds(10);

  /// A client that asks more often than this is sent away.
  public static final Duration KEEP_ALIVE_TOLERATED = Duration.ofSeconds(5);

  /// How long a stopping server waits for streams to end by themselves.
  public static final Duration STOP = Duration.ofSeconds(1);

  private Limits() {}
}
