package dev.weft.interop.interception;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A server in a namespace that tells each client who it seems to be.
final class Teller implements AutoCloseable {
  /// When it speaks.
  enum Manner {
    /// As soon as somebody is there.
    FIRST,
    /// When asked by HTTP.
    HTTP
  }

  private final String name;
  private final ServerSocket accepting;
  private final Manner manner;

  private Teller(String name, ServerSocket accepting, Manner manner) {
    this.name = name;
    this.accepting = accepting;
    this.manner = manner;
  }

  static Teller in(Namespace namespace, String name, String address, int port, Manner manner) {
    ServerSocket socket =
        namespace.inside(() -> new ServerSocket(port, 50, InetAddress.ofLiteral(address)));
    Teller teller = new Teller(name, socket, manner);
    Thread.ofVirtual().start(teller::accept);
    return teller;
  }

  private void accept() {
    while (!accepting.isClosed()) {
      try {
        Socket client = accepting.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InetSocketAddress seen = (InetSocketAddress) client.getRemoteSocketAddress();
      String told =
          name
              + " at "
              + client.getLocalAddress().getHostAddress()
              + " sees "
              + seen.getAddress().getHostAddress();
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
      switch (manner) {
        case FIRST ->
            client.getOutputStream().write((told + "\n").getBytes(StandardCharsets.UTF_8));
        case HTTP -> {
          String line = lines.readLine();
          while (line != null && !line.isEmpty()) {
            line = lines.readLine();
          }
          String answer =
              "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: "
                  + (told.length() + 1)
                  + "\r\n\r\n"
                  + told
                  + "\n";
          client.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        }
      }
      client.getOutputStream().flush();
      client.shutdownOutput();
      lines.transferTo(java.io.Writer.nullWriter());
    } catch (IOException gone) {
      // The client went away, which is its right.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    accepting.close();
  }
}
