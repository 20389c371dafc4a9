package dev.weft.net.codec;

/// The bounds on what a peer may make us hold while a message is read.
public final class Limits {
  /// All headers of a message together; Envoy's default, `max_request_headers_kb`.
  public static final int HEADER_BYTES = 60 * 1024;

  /// A request line or status line.
  public static final int FIRST_LINE_BYTES = 60 * 1024;

  /// The largest piece of a body handed on at once.
  public static final int PIECE_BYTES = 64 * 1024;

  /// Concurrent streams a peer may open on one HTTP/2 connection.
  public static final int STREAMS = 1024;

  /// Bytes in flight towards us on one HTTP/2 stream before we have passed them on.
  public static final int STREAM_WINDOW_BYTES = 256 * 1024;

  /// Bytes in flight towards us on one HTTP/2 connection.
  public static final int CONNECTION_WINDOW_BYTES = 16 * 1024 * 1024;

  /// Stream resets accepted from a peer within [#RESET_WINDOW_SECONDS] (CVE-2023-44487).
  public static final int RESETS = 2000;

  public static final int RESET_WINDOW_SECONDS = 10;

  private Limits() {}
}
