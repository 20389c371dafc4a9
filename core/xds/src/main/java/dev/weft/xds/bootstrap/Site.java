package dev.weft.xds.bootstrap;

import java.util.Map;

/// Where a static cluster or listener of a bootstrap file is.
public sealed interface Site {
  /// An address and port.
  record Socket(String address, int port) implements Site {}

  /// A Unix-domain socket; at most 107 bytes, which is what the system takes.
  record Pipe(String path) implements Site {}

  /// As the `address` of a bootstrap file.
  default Map<String, Object> tree() {
    return switch (this) {
      case Socket(String address, int port) ->
          Trees.map("socket_address", Trees.map("address", address, "port_value", port));
      case Pipe(String path) -> Trees.map("pipe", Trees.map("path", path));
    };
  }
}
