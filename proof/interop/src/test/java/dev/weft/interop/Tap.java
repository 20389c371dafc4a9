package dev.weft.interop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// Stands between two proxies, passes bytes on as they are, and remembers what went from the first
/// to the second.
final class Tap implements AutoCloseable {
  private static final int KEPT_LIMIT_BYTES = 1 << 20;

  private final ServerSocket accepting;
  private final InetSocketAddress target;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  private Tap(ServerSocket accepting, InetSocketAddress target) {
    this.accepting = accepting;
    this.target = target;
  }

  static Tap between(InetSocketAddress target) throws IOException {
    Tap tap = new Tap(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), target);
    Thread.ofVirtual().start(tap::accept);
    return tap;
  }

  int port() {
    return accepting.getLocalPort();
  }

  byte[] heard() {
    synchronized (heard) {
      return heard.toByteArray();
    }
  }

  private void accept() {
    while (!accepting.isClosed()) {
      try {
        Socket client = accepting.accept();
        Socket server = new Socket(target.getAddress(), target.getPort());
        Thread.ofVirtual().start(() -> pass(client, server, true));
        Thread.ofVirtual().start(() -> pass(server, client, false));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void pass(Socket from, Socket to, boolean keep) {
    byte[] buffer = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (keep) {
          keep(buffer, read);
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException ended) {
      keep(new byte[0], 0);
    }
  }

  private void keep(byte[] buffer, int length) {
    synchronized (heard) {
      if (heard.size() + length <= KEPT_LIMIT_BYTES) {
        heard.write(buffer, 0, length);
      }
    }
  }

  @Override
  public void close() throws IOException {
    accepting.close();
  }
}
