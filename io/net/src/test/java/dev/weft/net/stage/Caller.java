package dev.weft.net.stage;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A client of plain sockets.
final class Caller implements AutoCloseable {
  record Reply(int status, Map<String, String> headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.ISO_8859_1);
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  final Socket socket;
  final InputStream in;
  final OutputStream out;

  Caller(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(120_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 65536);
    out = socket.getOutputStream();
  }

  Caller send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Caller send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  Reply get(String path) throws IOException {
    return call("GET", path, "");
  }

  Reply call(String method, String path, String headers) throws IOException {
    send(method + " " + path + " HTTP/1.1\r\nhost: test\r\n" + headers + "\r\n");
    return reply(method);
  }

  Reply post(String path, byte[] body) throws IOException {
    send("POST " + path + " HTTP/1.1\r\nhost: test\r\ncontent-length: " + body.length + "\r\n\r\n");
    send(body);
    return reply("POST");
  }

  Reply reply() throws IOException {
    return reply("GET");
  }

  /// The next response, interim ones apart.
  Reply reply(String method) throws IOException {
    Reply reply = any(method);
    while (reply.status() < 200 && reply.status() != 101) {
      reply = any(method);
    }
    return reply;
  }

  /// The next response, of whatever kind.
  Reply any(String method) throws IOException {
    String head = Backend.Wire.head(in);
    if (head.isEmpty()) {
      throw new java.io.EOFException("closed before a response");
    }
    int status = Integer.parseInt(head.substring(9, 12));
    Map<String, String> headers = Backend.Wire.headers(head);
    boolean bodiless = status < 200 || status == 204 || status == 304 || method.equals("HEAD");
    byte[] body = bodiless ? new byte[0] : Backend.Wire.body(in, headers, true);
    return new Reply(status, headers, body);
  }

  /// Whether the other side has closed, waiting for it within the socket's patience.
  boolean closed() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
