package dev.weft.graph.listener;

import dev.weft.graph.route.Router;
import java.time.Duration;
import java.util.List;

/// HTTP: how it is spoken with the client, and the router. A duration of zero means none.
///
/// @param requestHeadersTimeout for the head of a request
/// @param idleTimeout of a connection without requests
/// @param streamIdleTimeout of a stream, unless the route says otherwise
/// @param maxHeaderBytes of a request's head
/// @param suppressEnvoyHeaders whether responses go without `x-envoy-upstream-service-time`
/// @param serverName the value of the `server` header
public record HttpTerminal(
    String statPrefix,
    Codec codec,
    Router router,
    Duration requestHeadersTimeout,
    Duration idleTimeout,
    Duration streamIdleTimeout,
    Duration requestTimeout,
    Duration maxConnectionDuration,
    Duration drainTimeout,
    int maxHeaderBytes,
    int maxConcurrentStreams,
    boolean acceptHttp10,
    boolean preserveHeaderCase,
    boolean proxy100Continue,
    boolean suppressEnvoyHeaders,
    ServerHeader serverHeader,
    String serverName,
    List<AccessLog> accessLogs)
    implements Terminal {
  public HttpTerminal {
    accessLogs = List.copyOf(accessLogs);
  }

  public enum Codec {
    /// By ALPN, or by the HTTP/2 preface.
    AUTO,
    HTTP1,
    HTTP2
  }

  /// What becomes of the `server` header of responses.
  public enum ServerHeader {
    OVERWRITE,
    APPEND_IF_ABSENT,
    PASS_THROUGH
  }
}
