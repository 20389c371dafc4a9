package dev.weft.graph.listener;

import dev.weft.graph.exchange.Tally;
import dev.weft.graph.route.Router;
import java.time.Duration;
import java.util.List;

/// HTTP: how it is spoken with the client, and the router. A duration of zero means none.
///
/// @param idleTimeout of a connection without requests
/// @param streamIdleTimeout of a stream, unless the route says otherwise
/// @param maxHeaderBytes of a request's head
/// @param suppressEnvoyHeaders whether responses go without `x-envoy-upstream-service-time`
/// @param serverName the value of the `server` header
/// @param tally of connections: the same for every terminal of the prefix, from graph to graph
public record HttpTerminal(
    String statPrefix,
    Codec codec,
    Router router,
    Duration idleTimeout,
    Duration streamIdleTimeout,
    Duration maxConnectionDuration,
    Duration drainTimeout,
    int maxHeaderBytes,
    int maxConcurrentStreams,
    boolean acceptHttp10,
    boolean proxy100Continue,
    boolean suppressEnvoyHeaders,
    ServerHeader serverHeader,
    String serverName,
    List<AccessLog> accessLogs,
    Tally<Count> tally)
    implements Terminal {
  public HttpTerminal {
    accessLogs = List.copyOf(accessLogs);
  }

  /// What is counted of clients' connections, by the names that Envoy's statistics have.
  public enum Count {
    DOWNSTREAM_CX_TOTAL(false),
    DOWNSTREAM_CX_ACTIVE(true),
    DOWNSTREAM_CX_HTTP1_TOTAL(false),
    DOWNSTREAM_CX_HTTP1_ACTIVE(true),
    DOWNSTREAM_CX_HTTP2_TOTAL(false),
    DOWNSTREAM_CX_HTTP2_ACTIVE(true),
    DOWNSTREAM_CX_SSL_TOTAL(false),
    DOWNSTREAM_CX_SSL_ACTIVE(true),
    DOWNSTREAM_CX_RX_BYTES_TOTAL(false),
    DOWNSTREAM_CX_TX_BYTES_TOTAL(false),
    DOWNSTREAM_CX_DESTROY(false),
    DOWNSTREAM_CX_DESTROY_LOCAL(false),
    DOWNSTREAM_CX_DESTROY_REMOTE(false),
    DOWNSTREAM_CX_PROTOCOL_ERROR(false),
    DOWNSTREAM_CX_IDLE_TIMEOUT(false),
    DOWNSTREAM_CX_MAX_DURATION_REACHED(false),
    DOWNSTREAM_CX_MAX_REQUESTS_REACHED(false),
    DOWNSTREAM_CX_DRAIN_CLOSE(false),
    DOWNSTREAM_CX_DELAYED_CLOSE_TIMEOUT(false),
    DOWNSTREAM_RQ_ACTIVE(true),
    DOWNSTREAM_RQ_TIMEOUT(false),
    DOWNSTREAM_RQ_HEADER_TIMEOUT(false);

    private final boolean gauge;

    Count(boolean gauge) {
      this.gauge = gauge;
    }

    /// Whether it can shrink.
    public boolean gauge() {
      return gauge;
    }
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
