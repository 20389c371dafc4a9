package dev.weft.proxy.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A client of HTTP/1.1 on one connection, as plain as can be.
final class Caller implements AutoCloseable {
  private final Socket socket;
  private final BufferedReader in;

  Caller(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(60_000);
    in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
  }

  /// Sends one request and reads the whole response.
  ///
  /// @return its status
  int call(String method, String path, String body) throws IOException {
    String request =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: training\r\nUser-Agent: training\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    String line = in.readLine();
    if (line == null || line.length() < 12) {
      throw new IOException("no response but " + line);
    }
    int status = Integer.parseInt(line.substring(9, 12));
    int length = 0;
    boolean chunked = false;
    for (line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      String lower = line.toLowerCase(java.util.Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).trim());
      }
      chunked |= lower.startsWith("transfer-encoding:");
    }
    if (chunked) {
      for (int size = size(); size >= 0; size = size == 0 ? -1 : size()) {
        in.skip(size);
        in.readLine();
      }
    } else {
      for (int left = length; left > 0; ) {
        left -= (int) in.skip(left);
      }
    }
    return status;
  }

  private int size() throws IOException {
    String line = in.readLine();
    return line == null ? 0 : Integer.parseInt(line.trim(), 16);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
