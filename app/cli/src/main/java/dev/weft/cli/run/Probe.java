package dev.weft.cli.run;

import dev.weft.api.weft.Readiness;
import dev.weft.cli.mesh.Bootstrap;
import dev.weft.cli.mesh.Member;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;

/// Asks applications and proxies whether they are ready. One question, one short connection.
final class Probe {
  private static final int PATIENCE_MILLIS = 1000;

  private Probe() {}

  /// Whether a member's proxy has its configuration and takes traffic.
  static boolean proxy(Member member) {
    return answers(member.addresses().workload(), Bootstrap.ADMIN_PORT, "/ready");
  }

  /// Whether a member's application says that it is ready, by its own check; by a connection to its
  /// first port where it has none; a member without ports is ready as soon as it runs.
  static boolean app(Member member) {
    Optional<Readiness> readiness = member.readiness();
    if (readiness.isEmpty()) {
      return member.ports().isEmpty()
          || connects(member.ports().getFirst().host(), member.ports().getFirst().port());
    }
    return switch (readiness.get()) {
      case Readiness.HttpGet get ->
          answers(
              host(member, get.port()),
              port(member, get.port()),
              get.path().isEmpty() ? "/" : get.path());
      case Readiness.TcpSocket socket ->
          connects(host(member, socket.port()), port(member, socket.port()));
    };
  }

  private static String host(Member member, int port) {
    return member.ports().stream()
        .filter(candidate -> candidate.number() == port)
        .map(Member.Port::host)
        .findFirst()
        .orElse(member.addresses().app());
  }

  private static int port(Member member, int port) {
    return member.ports().stream()
        .filter(candidate -> candidate.number() == port)
        .map(Member.Port::port)
        .findFirst()
        .orElse(port);
  }

  /// Whether the request of a curl line (see [Doorway]) is answered without an error of the server.
  static boolean curl(String line) {
    java.util.regex.Matcher words =
        java.util.regex.Pattern.compile("curl -s (?:-H 'Host: ([^']*)' )?http://([^:]+):(\\d+)(.*)")
            .matcher(line);
    if (!words.matches()) {
      return true;
    }
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(words.group(2), Integer.parseInt(words.group(3))), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      String host = words.group(1) == null ? words.group(2) + ":" + words.group(3) : words.group(1);
      // HttpURLConnection does not let a caller choose the Host header.
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + words.group(4)
                      + " HTTP/1.1\r\nHost: "
                      + host
                      + "\r\nConnection: close\r\n\r\n")
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      String status = new String(start, java.nio.charset.StandardCharsets.US_ASCII);
      return status.startsWith("HTTP/1.") && status.charAt(9) != '5';
    } catch (IOException refused) {
      return false;
    }
  }

  static boolean connects(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  static boolean answers(String host, int port, String path) {
    try {
      HttpURLConnection call =
          (HttpURLConnection)
              URI.create("http://" + host + ":" + port + path)
                  .toURL()
                  .openConnection(Proxy.NO_PROXY);
      call.setConnectTimeout(PATIENCE_MILLIS);
      call.setReadTimeout(PATIENCE_MILLIS);
      int status = call.getResponseCode();
      call.disconnect();
      return status >= 200 && status < 400;
    } catch (IOException refused) {
      return false;
    }
  }
}
