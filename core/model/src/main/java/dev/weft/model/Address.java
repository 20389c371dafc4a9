package dev.weft.model;

/// Where something listens: an IP address or host name and a port, or a Unix-domain socket.
public sealed interface Address {
  /// @param host an IPv4 or IPv6 literal without brackets, or a host name
  /// @param port 0 to 65535
  record Ip(String host, int port) implements Address {
    public Ip {
      if (port < 0 || port > 65535) {
        throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
      }
    }

    @Override
    public String toString() {
      return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
  }

  /// @param path a file path, or `@name` for an abstract socket
  record Pipe(String path) implements Address {
    @Override
    public String toString() {
      return "unix://" + path;
    }
  }

  static Address ip(String host, int port) {
    return new Ip(host, port);
  }
}
