package dev.weft.net.stage;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A server whose behaviour a test writes out: plain sockets, a thread per connection.
final class Backend implements AutoCloseable {
  /// One connection.
  interface Script {
    void serve(Talk talk) throws IOException, InterruptedException;
  }

  /// One request.
  interface Answer {
    String to(Request request) throws IOException;
  }

  record Request(String method, String path, Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /// The server's end of a connection.
  record Talk(Socket socket, InputStream in, OutputStream out, int number) {
    void send(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    /// A request's head, empty at the end of the connection.
    String head() throws IOException {
      return Wire.head(in);
    }

    Request request() throws IOException {
      String head = head();
      if (head.isEmpty()) {
        throw new java.io.EOFException();
      }
      String[] first = head.lines().findFirst().orElse("").split(" ");
      Map<String, String> headers = Wire.headers(head);
      return new Request(first[0], first[1], headers, Wire.body(in, headers, false));
    }

    /// Closes so that the peer sees a reset.
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private final ServerSocket server;
  private final Script script;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();
  final List<Request> requests = new CopyOnWriteArrayList<>();

  private Backend(Script script) throws IOException {
    this.script = script;
    server = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  static Backend of(Script script) throws IOException {
    return new Backend(script);
  }

  /// Answers HTTP/1.1 requests with a body each, connections kept.
  static Backend http(Answer answer) throws IOException {
    Backend[] self = new Backend[1];
    self[0] =
        new Backend(talk -> {
          while (true) {
            Request request = talk.request();
            self[0].requests.add(request);
            talk.send(answer.to(request));
          }
        });
    return self[0];
  }

  /// A response with a length.
  static String ok(String body) {
    return "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
  }

  static String status(int status) {
    return "HTTP/1.1 " + status + " X\r\ncontent-length: 0\r\n\r\n";
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        int number = connections.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket, number));
      }
    } catch (IOException closed) {
      // The test is over.
      return;
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      script.serve(
          new Talk(
              socket,
              new BufferedInputStream(socket.getInputStream(), 65536),
              new BufferedOutputStream(socket.getOutputStream(), 65536),
              number));
    } catch (IOException | InterruptedException gone) {
      // The peer ended the conversation, which scripts leave to it.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  /// HTTP/1 on the wire, read slowly and plainly.
  static final class Wire {
    private Wire() {}

    static String head(InputStream in) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int matched = 0;
      while (matched < 4) {
        int b = in.read();
        if (b < 0) {
          return "";
        }
        bytes.write(b);
        matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
      }
      return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    static Map<String, String> headers(String head) {
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      head.lines()
          .skip(1)
          .filter(line -> line.indexOf(':') > 0)
          .forEach(line ->
              headers.merge(
                  line.substring(0, line.indexOf(':')),
                  line.substring(line.indexOf(':') + 1).trim(),
                  (a, b) -> a + "," + b));
      return headers;
    }

    static byte[] body(InputStream in, Map<String, String> headers, boolean untilEnd)
        throws IOException {
      if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
        return chunks(in, headers);
      }
      String length = headers.get("content-length");
      if (length != null) {
        return in.readNBytes(Integer.parseInt(length));
      }
      return untilEnd ? in.readAllBytes() : new byte[0];
    }

    private static byte[] chunks(InputStream in, Map<String, String> headers) throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      while (true) {
        int size = Integer.parseInt(line(in).trim(), 16);
        if (size == 0) {
          for (String trailer = line(in); !trailer.isEmpty(); trailer = line(in)) {
            headers.put(
                "trailer:" + trailer.substring(0, trailer.indexOf(':')),
                trailer.substring(trailer.indexOf(':') + 1).trim());
          }
          return body.toByteArray();
        }
        body.write(in.readNBytes(size));
        line(in);
      }
    }

    private static String line(InputStream in) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new java.io.EOFException("within a line");
        }
        if (b != '\r') {
          bytes.write(b);
        }
      }
      return bytes.toString(StandardCharsets.ISO_8859_1);
    }
  }
}
