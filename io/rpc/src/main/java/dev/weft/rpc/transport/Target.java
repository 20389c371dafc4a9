package dev.weft.rpc.transport;

import java.nio.file.Path;
import java.util.Optional;

/// Where a gRPC server is.
public sealed interface Target {
  /// A host name or address and port.
  ///
  /// @param tls absent for plain text
  record Tcp(String host, int port, Optional<ClientTls> tls) implements Target {
    public Tcp {
      if (host.isEmpty() || port < 1 || port > 65535) {
        throw new IllegalArgumentException("not a host and port: '" + host + "', " + port);
      }
    }

    @Override
    public String toString() {
      return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /// A Unix-domain socket.
  record Pipe(Path path) implements Target {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /// Reads `host:port`, `[address]:port` or `unix:PATH`; empty when it is none of them.
  static Optional<Target> parse(String text, Optional<ClientTls> tls) {
    if (text.startsWith("unix:")) {
      return Optional.of(new Pipe(Path.of(text.substring("unix:".length()))));
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon).replace("[", "").replace("]", "");
    String digits = text.substring(colon + 1);
    boolean port =
        !digits.isEmpty()
            && digits.length() <= 5
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (host.isEmpty() || !port) {
      return Optional.empty();
    }
    int number = Integer.parseInt(digits);
    return number < 1 || number > 65535
        ? Optional.empty()
        : Optional.of(new Tcp(host, number, tls));
  }

  /// A host and port in plain text.
  static Target plain(String host, int port) {
    return new Tcp(host, port, Optional.empty());
  }

  /// A host and port under TLS.
  static Target tls(String host, int port, ClientTls tls) {
    return new Tcp(host, port, Optional.of(tls));
  }

  /// A Unix-domain socket.
  static Target pipe(Path path) {
    return new Pipe(path);
  }
}
