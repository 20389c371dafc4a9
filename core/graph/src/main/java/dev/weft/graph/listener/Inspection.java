package dev.weft.graph.listener;

import java.time.Duration;
import java.util.List;

/// What must be learnt of a connection before its chain is chosen.
///
/// @param tls whether to look for a TLS client hello (name, ALPN)
/// @param http whether to look for HTTP in plain text
/// @param originalDestination whether to ask the kernel for the destination before interception
/// @param proxyProtocol whether a PROXY protocol header comes first
/// @param allowWithoutProxyProtocol whether it may be missing
/// @param timeout for the first bytes; zero waits forever
/// @param continueOnTimeout whether a silent client is served as what it is so far (a server-first
///   protocol) instead of closed
/// @param tlsExceptPorts destination ports where `tls` does not apply
/// @param httpExceptPorts destination ports where `http` does not apply
public record Inspection(
    boolean tls,
    boolean http,
    boolean originalDestination,
    boolean proxyProtocol,
    boolean allowWithoutProxyProtocol,
    Duration timeout,
    boolean continueOnTimeout,
    List<PortRange> tlsExceptPorts,
    List<PortRange> httpExceptPorts) {
  public static final Inspection NONE =
      new Inspection(
          false, false, false, false, false, Duration.ofSeconds(15), false, List.of(), List.of());

  public Inspection {
    tlsExceptPorts = List.copyOf(tlsExceptPorts);
    httpExceptPorts = List.copyOf(httpExceptPorts);
  }

  /// Ports from `start` to before `end`.
  public record PortRange(int start, int end) {
    public boolean contains(int port) {
      return port >= start && port < end;
    }
  }

  public boolean tlsAt(int port) {
    return tls && tlsExceptPorts.stream().noneMatch(range -> range.contains(port));
  }

  public boolean httpAt(int port) {
    return http && httpExceptPorts.stream().noneMatch(range -> range.contains(port));
  }
}
