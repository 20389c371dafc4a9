package dev.weft.interop.interception;

import dev.weft.interop.DataPlane;
import dev.weft.interop.Patience;
import dev.weft.interop.Project;
import dev.weft.interop.Weft;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Two namespaces on one link: a pod whose TCP is intercepted for a proxy as in a mesh, and a peer
/// beside it.
final class Pod implements AutoCloseable {
  static final String POD4 = "10.77.0.1";
  static final String PEER4 = "10.77.0.2";
  static final String POD6 = "fd77::1";
  static final String PEER6 = "fd77::2";
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int ADMIN = 15000;

  /// Outbound to 15001 but for what the proxy itself sends, inbound to 15006 but for the gateway's
  /// port and those that are taken transparently.
  private static final String NAT =
      """
      *nat
      -A PREROUTING -p tcp --dport 15443 -j RETURN
      -A PREROUTING -p tcp --dport 9500:9599 -j RETURN
      -A PREROUTING -p tcp -j REDIRECT --to-ports 15006
      -A OUTPUT -o lo -s %s -j RETURN
      -A OUTPUT -m owner --gid-owner 1337 -j RETURN
      -A OUTPUT -o lo -j RETURN
      -A OUTPUT -p tcp -j REDIRECT --to-ports 15001
      COMMIT
      """;

  /// Ports 9500 to 9599 inbound to the transparent listener, and the answers to what it sends with
  /// its clients' addresses back to it.
  private static final String MANGLE =
      """
      *mangle
      -A PREROUTING -p tcp -m mark --mark 1337 -j CONNMARK --save-mark
      -A PREROUTING -p tcp -m mark --mark 1337 -j RETURN
      -A PREROUTING -p tcp --dport 9500:9599 -j TPROXY --on-port 15007 --tproxy-mark 1337
      -A OUTPUT -p tcp -m connmark --mark 1337 -j CONNMARK --restore-mark
      COMMIT
      """;

  private final Namespace pod;
  private final Namespace peer;

  private Pod(Namespace pod, Namespace peer) {
    this.pod = pod;
    this.peer = peer;
  }

  static Pod make() {
    String unique = "weft-it-" + ProcessHandle.current().pid();
    Namespace pod = Namespace.make(unique + "-pod");
    try {
      Namespace peer = Namespace.make(unique + "-peer");
      Pod made = new Pod(pod, peer);
      try {
        made.wire();
        return made;
      } catch (RuntimeException failure) {
        peer.close();
        throw failure;
      }
    } catch (RuntimeException failure) {
      pod.close();
      throw failure;
    }
  }

  private void wire() {
    pod.command(
        "ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", peer.name());
    for (String address : List.of(POD4 + "/24", POD6 + "/64")) {
      pod.command("ip", "address", "add", address, "dev", "eth0", "nodad");
    }
    for (String address : List.of(PEER4 + "/24", "10.77.0.3/24", PEER6 + "/64")) {
      peer.command("ip", "address", "add", address, "dev", "eth0", "nodad");
    }
    pod.command("ip", "address", "add", "::6/128", "dev", "lo", "nodad");
    pod.command("ip", "link", "set", "eth0", "up");
    peer.command("ip", "link", "set", "eth0", "up");
    pod.feed(NAT.formatted("127.0.0.6/32"), "iptables-restore", "--noflush");
    pod.feed(NAT.formatted("::6/128"), "ip6tables-restore", "--noflush");
    pod.feed(MANGLE, "iptables-restore", "--noflush");
    pod.feed(MANGLE, "ip6tables-restore", "--noflush");
    for (String family : List.of("-4", "-6")) {
      pod.command("ip", family, "rule", "add", "fwmark", "1337", "lookup", "133");
      pod.command("ip", family, "route", "add", "local", "default", "dev", "lo", "table", "133");
    }
  }

  Namespace pod() {
    return pod;
  }

  Namespace peer() {
    return peer;
  }

  /// Runs a proxy in the pod as the group that is not intercepted.
  Process proxy(DataPlane plane, Path bootstrap) throws IOException {
    Path output = bootstrap.resolveSibling(plane.label() + ".out");
    List<String> command =
        new ArrayList<>(pod.within("setpriv", "--regid", "1337", "--clear-groups"));
    command.addAll(
        switch (plane) {
          case WEFT -> Weft.command("proxy", "-c", bootstrap.toString(), "--concurrency", "1");
          case ENVOY ->
              List.of(
                  Project.envoy().toString(),
                  "-c",
                  bootstrap.toString(),
                  "--concurrency",
                  "1",
                  "--use-dynamic-base-id",
                  "--file-flush-interval-msec",
                  "50",
                  "-l",
                  "warning");
        });
    Process process =
        new ProcessBuilder(command)
            .directory(bootstrap.resolveSibling(".").toAbsolutePath().normalize().toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      Patience.until(
          Duration.ofSeconds(60),
          () -> plane.label() + " is ready: " + said(output),
          () -> ready(process, output));
    } catch (AssertionError | RuntimeException failure) {
      process.destroyForcibly();
      throw failure;
    }
    return process;
  }

  private boolean ready(Process process, Path output) {
    if (!process.isAlive()) {
      throw new IllegalStateException("the proxy ended: " + said(output));
    }
    try {
      return admin("/ready").contains("LIVE");
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  /// What the proxy's admin interface answers, head and all.
  String admin(String path) {
    return ask(
        pod,
        "127.0.0.1",
        ADMIN,
        "GET " + path + " HTTP/1.1\r\nhost: admin\r\nconnection: close\r\n\r\n");
  }

  private static String said(Path output) {
    try {
      return Files.readString(output);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  /// Connects from a namespace, says something (or nothing), and hears to the end.
  static String ask(Namespace from, String to, int port, String words) {
    return from.inside(() -> {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(to, port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      }
    });
  }

  /// The same, where being cut off is an answer too.
  static String askOrCut(Namespace from, String to, int port, String words) {
    try {
      String heard = ask(from, to, port, words);
      return heard.isEmpty() ? "cut" : heard;
    } catch (UncheckedIOException cut) {
      return "cut";
    }
  }

  @Override
  public void close() {
    try {
      pod.close();
    } finally {
      peer.close();
    }
  }
}
