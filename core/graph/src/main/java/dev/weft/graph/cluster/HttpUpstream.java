package dev.weft.graph.cluster;

import java.time.Duration;
import java.util.Optional;

/// How HTTP is spoken to a cluster. A duration of zero means no limit.
///
/// @param idleTimeout of a pooled connection without requests
/// @param maxRequestsPerConnection 0 for no limit
/// @param maxConcurrentStreams of one HTTP/2 connection
/// @param keepAlive HTTP/2 pings
public record HttpUpstream(
    Protocol protocol,
    Duration idleTimeout,
    Duration maxConnectionDuration,
    int maxRequestsPerConnection,
    int maxConcurrentStreams,
    Optional<KeepAlive> keepAlive) {
  public static final HttpUpstream DEFAULT =
      new HttpUpstream(
          Protocol.HTTP1,
          Duration.ofHours(1),
          Duration.ZERO,
          0,
          Integer.MAX_VALUE,
          Optional.empty());

  public enum Protocol {
    HTTP1,
    HTTP2,
    /// What the client speaks.
    DOWNSTREAM,
    /// What ALPN yields; HTTP/1 without TLS.
    ALPN
  }

  public record KeepAlive(Duration interval, Duration timeout) {}
}
