package dev.weft.proxy.admin;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// HTTP/1.1 for a few clients at a time, one virtual thread a connection. Takes request targets as
/// they come: the JDK's own server refuses `?filter=^a`, which Envoy's tools send unescaped.
final class PlainHttp implements AutoCloseable {
  /// Longer heads are refused.
  private static final int HEAD_LIMIT_BYTES = 16 << 10;

  /// Longer bodies are refused; those that come are skipped.
  private static final int BODY_LIMIT_BYTES = 1 << 20;

  /// More connections than these are closed at once.
  private static final int CONNECTIONS_LIMIT = 256;

  private static final int IDLE_MILLIS = 120_000;

  /// @param target path and query as sent
  record Request(String method, String target) {
    String path() {
      int query = target.indexOf('?');
      return query < 0 ? target : target.substring(0, query);
    }

    String query() {
      int query = target.indexOf('?');
      return query < 0 ? "" : target.substring(query + 1);
    }
  }

  /// Answers requests; may be called by several threads at once.
  interface Answers {
    Page answer(Request request);
  }

  private final ServerSocket server;
  private final Answers answers;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  PlainHttp(InetSocketAddress address, Answers answers) throws IOException {
    this.server = new ServerSocket();
    this.answers = answers;
    server.setReuseAddress(true);
    server.bind(address, 128);
    Thread.ofVirtual().name("admin-accept").start(this::accept);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        if (open.size() >= CONNECTIONS_LIMIT) {
          socket.close();
        } else {
          open.add(socket);
          Thread.ofVirtual().name("admin").start(() -> serve(socket));
        }
      } catch (IOException closed) {
        if (!server.isClosed()) {
          Thread.yield(); // out of descriptors, or the client was gone already
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(IDLE_MILLIS);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 16 << 10);
      boolean again = true;
      while (again) {
        again = exchange(in, out);
        out.flush();
      }
    } catch (IOException gone) {
      // the client left, or was silent for too long: nobody is left to tell
    } finally {
      open.remove(socket);
    }
  }

  /// Serves one request; whether another may follow.
  private boolean exchange(InputStream in, OutputStream out) throws IOException {
    String first = line(in);
    while (first != null && first.isEmpty()) {
      first = line(in);
    }
    if (first == null) {
      return false;
    }
    String[] words = first.split(" ", -1);
    boolean shaped = words.length == 3 && words[2].startsWith("HTTP/1.");
    boolean keep = shaped && words[2].equals("HTTP/1.1");
    boolean expect = false;
    long length = 0;
    int size = first.length();
    for (String field = line(in); field != null && !field.isEmpty(); field = line(in)) {
      size += field.length();
      String lower = field.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = length(lower.substring(15).trim());
      } else if (lower.startsWith("transfer-encoding:")) {
        length = -1;
      } else if (lower.startsWith("connection:")) {
        keep = keep ? !lower.contains("close") : lower.contains("keep-alive");
      }
      expect |= lower.startsWith("expect:");
    }
    if (!shaped || size > HEAD_LIMIT_BYTES || length < 0 || length > BODY_LIMIT_BYTES) {
      write(out, Page.text(400, "bad request\n"), new Kind(true, false, false));
      return false;
    }
    if (expect) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }
    in.skipNBytes(length);
    Page page = answers.answer(new Request(words[0], words[1]));
    boolean body = !words[0].equals("HEAD");
    boolean chunked = words[2].equals("HTTP/1.1");
    write(out, page, new Kind(body, chunked, keep && chunked));
    out.flush();
    page.then().run();
    return keep && chunked;
  }

  private static long length(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notANumber) {
      return -1;
    }
  }

  private static @org.jspecify.annotations.Nullable String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r'
            ? line.substring(0, end - 1)
            : line.toString();
      }
      if (line.length() > HEAD_LIMIT_BYTES) {
        throw new IOException("a head without end");
      }
      line.append((char) b);
    }
    return null;
  }

  /// @param body whether it is sent
  /// @param chunked whether its pieces are marked, so that the connection can go on
  private record Kind(boolean body, boolean chunked, boolean keep) {}

  private static void write(OutputStream out, Page page, Kind kind) throws IOException {
    String head =
        "HTTP/1.1 "
            + page.status()
            + " "
            + reason(page.status())
            + "\r\ncontent-type: "
            + page.contentType()
            + "\r\ncache-control: no-cache, max-age=0\r\nx-content-type-options: nosniff\r\n"
            + "server: weft\r\n"
            + (kind.keep() ? "" : "connection: close\r\n")
            + (kind.chunked() ? "transfer-encoding: chunked\r\n" : "")
            + "\r\n";
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    if (kind.body()) {
      try (Writer writer =
          new OutputStreamWriter(new Body(out, kind.chunked()), StandardCharsets.UTF_8)) {
        page.body().write(writer);
      }
    }
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 400 -> "Bad Request";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }

  /// The body in chunks; closing it ends the body and not the connection.
  private static final class Body extends OutputStream {
    private final OutputStream out;
    private final boolean chunked;

    Body(OutputStream out, boolean chunked) {
      this.out = out;
      this.chunked = chunked;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      if (count > 0 && chunked) {
        out.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.write(bytes, from, count);
        out.write('\r');
        out.write('\n');
      } else if (count > 0) {
        out.write(bytes, from, count);
      }
    }

    @Override
    public void close() throws IOException {
      if (chunked) {
        out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException already) {
      open.clear(); // a socket that cannot be closed is closed
    }
  }
}
