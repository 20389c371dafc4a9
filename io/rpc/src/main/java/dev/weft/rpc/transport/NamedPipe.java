package dev.weft.rpc.transport;

import io.netty.channel.unix.DomainSocketAddress;
import java.io.Serial;

/// A Unix-domain socket to connect to, whatever the folders above it are called: gRPC makes a URI
/// of the words of an address, and refuses one whose letters are not ASCII.
final class NamedPipe extends DomainSocketAddress {
  @Serial private static final long serialVersionUID = 1;

  NamedPipe(String path) {
    super(path);
  }

  @Override
  public String toString() {
    return path().replaceAll("[^!-~]", "_");
  }
}
