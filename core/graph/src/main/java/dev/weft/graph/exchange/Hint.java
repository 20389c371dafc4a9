package dev.weft.graph.exchange;

import java.util.List;

/// What the first bytes of a connection gave away.
///
/// @param serverName SNI in lower case, or empty
/// @param alpn what a TLS client offers, in its order; empty for plain text
/// @param protocol what plain text looks like; [Detected#NONE] when not inspected or TLS
public record Hint(String serverName, List<String> alpn, Transport transport, Detected protocol) {
  /// Nothing was looked at, or nothing came before the timeout.
  public static final Hint NONE = new Hint("", List.of(), Transport.RAW, Detected.NONE);

  public Hint {
    alpn = List.copyOf(alpn);
  }

  public enum Transport {
    RAW,
    TLS
  }

  /// Which HTTP the plain text begins.
  public enum Detected {
    HTTP10,
    HTTP1,
    HTTP2,
    OTHER,
    NONE
  }
}
