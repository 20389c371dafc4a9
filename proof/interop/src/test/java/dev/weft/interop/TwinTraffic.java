package dev.weft.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// The same requests, byte by byte, for each of two proxies.
final class TwinTraffic {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

  /// Requests whose client waits for the answer: the name of the case to what is sent. `CASE`
  /// stands for the fields that every request has.
  private static final Map<String, String> ASKED =
      Map.ofEntries(
          Map.entry("ok", "GET /ok?a=b HTTP/1.1\r\nCASE\r\n"),
          Map.entry("no host", "GET / HTTP/1.1\r\nOTHER\r\n"),
          Map.entry("direct", "GET /direct HTTP/1.1\r\nCASE\r\n"),
          Map.entry("redirect", "GET /redirect?x=y HTTP/1.1\r\nCASE\r\n"),
          Map.entry("refused", "GET /refused HTTP/1.1\r\nCASE\r\n"),
          Map.entry("retried", "GET /retried HTTP/1.1\r\nCASE\r\n"),
          Map.entry("timeout", "GET /hang HTTP/1.1\r\nCASE\r\n"),
          Map.entry("no healthy", "GET /empty HTTP/1.1\r\nCASE\r\n"),
          Map.entry("hung up", "GET /broken HTTP/1.1\r\nCASE\r\n"),
          Map.entry("no cluster", "GET /unknown HTTP/1.1\r\nx-cluster: none\r\nCASE\r\n"),
          Map.entry("head", "HEAD /ok HTTP/1.1\r\nCASE\r\n"),
          Map.entry("post", "POST /post HTTP/1.1\r\ncontent-length: 7\r\nCASE\r\n1234567"),
          Map.entry(
              "chunked",
              "POST /post HTTP/1.1\r\ntransfer-encoding: chunked\r\nCASE\r\n"
                  + "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"),
          Map.entry("old", "GET /ok HTTP/1.0\r\nCASE\r\n"),
          Map.entry("large", "GET /large HTTP/1.1\r\nCASE\r\n"),
          Map.entry("moved", "GET /old/thing?q HTTP/1.1\r\nCASE\r\n"),
          Map.entry("malformed", "GET / HTTP/1.1\r\nno colon here\r\nCASE\r\n"),
          Map.entry("no request", "GET /\u0001 HTTP/1.1\r\nCASE\r\n"),
          Map.entry(
              "too large", "GET / HTTP/1.1\r\nx-large: " + "x".repeat(70_000) + "\r\nCASE\r\n"),
          Map.entry(
              "grpc",
              "POST /refused HTTP/1.1\r\ncontent-type: application/grpc\r\n"
                  + "content-length: 5\r\nCASE\r\n12345"));

  /// How many lines of access log come of all this.
  static final int LINES = ASKED.size() + 4;

  private TwinTraffic() {}

  /// Makes every request, one after the other.
  static void run(int web, int bytes, int closed, Upstreams upstreams) throws IOException {
    for (Map.Entry<String, String> each : ASKED.entrySet()) {
      ask(
          web,
          each.getValue()
              .replace("CASE", fields("twin.example", each.getKey()))
              .replace("OTHER", fields("other.example", each.getKey())));
    }
    abort(web, upstreams);
    breakBody(web, upstreams);
    bytes(bytes);
    bytes(closed);
  }

  private static String fields(String host, String name) {
    return "host: "
        + host
        + "\r\nuser-agent: twin/1\r\nx-case: "
        + name
        + "\r\nconnection: close\r\n";
  }

  private static void ask(int port, String request) throws IOException {
    try (Socket socket = connect(port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      hear(socket);
    }
  }

  /// To the end, which may be a cut when the proxy did not care for all of the request.
  private static void hear(Socket socket) throws IOException {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (SocketException cut) {
      if (!socket.isConnected()) {
        throw cut;
      }
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /// A client that leaves while the upstream thinks.
  private static void abort(int port, Upstreams upstreams) throws IOException {
    int before = upstreams.hangs();
    try (Socket socket = connect(port)) {
      String request = "GET /patient HTTP/1.1\r\n" + fields("twin.example", "abort") + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      Patience.until(
          Duration.ofSeconds(60), () -> "the upstream waits", () -> upstreams.hangs() > before);
    }
  }

  /// A client whose body breaks the framing while the upstream reads on.
  private static void breakBody(int port, Upstreams upstreams) throws IOException {
    int before = upstreams.hangs();
    try (Socket socket = connect(port)) {
      String request =
          "POST /patient HTTP/1.1\r\ntransfer-encoding: chunked\r\n"
              + fields("twin.example", "broken body")
              + "\r\n3\r\nabc\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      Patience.until(
          Duration.ofSeconds(60), () -> "the upstream reads", () -> upstreams.hangs() > before);
      socket.getOutputStream().write("zz\r\n".getBytes(StandardCharsets.US_ASCII));
      hear(socket);
    }
  }

  /// Says hello, hears what comes back, ends.
  private static void bytes(int port) throws IOException {
    try (Socket socket = connect(port)) {
      OutputStream out = socket.getOutputStream();
      out.write(HELLO);
      InputStream in = socket.getInputStream();
      in.readNBytes(HELLO.length);
      socket.shutdownOutput();
      in.transferTo(OutputStream.nullOutputStream());
    } catch (SocketException reset) {
      if (port == 0) {
        throw reset;
      }
    }
  }
}
