package dev.weft.host.port;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/// A port that is given to nobody by chance while it is held. Connections to it are refused until
/// whoever was told its number listens there, which may happen any number of times.
///
/// On Linux a socket that is bound and does not listen keeps a port from those who ask for any, and
/// from nobody who names it, as long as both allow the address to be used again (socket(7),
/// `SO_REUSEADDR`), as servers do.
public final class HeldPort implements AutoCloseable {
  private final Socket holder;

  private HeldPort(Socket holder) {
    this.holder = holder;
  }

  /// Holds a port of an address of this host.
  ///
  /// @throws IOException when the host has no such address or no port is left
  public static HeldPort on(String host) throws IOException {
    Socket holder = new Socket();
    try {
      holder.setReuseAddress(true);
      holder.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
      return new HeldPort(holder);
    } catch (IOException none) {
      holder.close();
      throw none;
    }
  }

  /// Which port.
  public int number() {
    return holder.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    holder.close();
  }
}
