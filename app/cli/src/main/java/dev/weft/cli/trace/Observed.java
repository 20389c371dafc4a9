package dev.weft.cli.trace;

import dev.weft.cli.mesh.Bootstrap;
import dev.weft.cli.mesh.MeshRecord;
import dev.weft.cli.mesh.RunDirectory;
import dev.weft.explain.Explanation;
import dev.weft.explain.Hop;
import dev.weft.explain.Request;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Sends a request for real and finds its traces in the access logs of the proxies on its way.
public final class Observed {
  /// Envoy writes its logs a little later, Weft's proxy at once; a busy machine when it can.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration GLANCE = Duration.ofMillis(30);
  private static final int TIMEOUT_MILLIS = 30_000;

  private final RunDirectory run;
  private final MeshRecord mesh;
  private final String id = UUID.randomUUID().toString();

  public Observed(RunDirectory run, MeshRecord mesh) {
    this.run = run;
    this.mesh = mesh;
  }

  /// Sends it through a workload's proxy, or to the gateway, and says what became of it.
  public Explanation send(MeshRecord.Part from, Request request) {
    int status = exchange(from, request);
    List<LogLine> lines = lines(from);
    Optional<LogLine> own = own(lines, from);
    Optional<LogLine> far = own.flatMap(line -> far(lines, line));
    List<Hop> hops = new ArrayList<>();
    own.ifPresentOrElse(
        line -> hops.addAll(outbound(line)),
        () ->
            hops.add(
                new Hop(
                    Hop.Stage.VERDICT,
                    from.name(),
                    "its proxy's access log has no line of this request, so its way is not known",
                    Optional.empty(),
                    List.of())));
    far.ifPresent(line -> hops.addAll(arrival(line)));
    Explanation.Outcome outcome = outcome(status, own, far);
    return new Explanation(
        from.name() + "." + from.namespace(),
        request,
        List.of(),
        List.of(new Explanation.Branch(100, true, hops, outcome)));
  }

  /// What the sender's proxy wrote. The application may have called others on behalf of this
  /// request with its id; the request itself ends last.
  private static Optional<LogLine> own(List<LogLine> lines, MeshRecord.Part from) {
    return lines.stream()
        .filter(line -> line.proxy().equals(from.name()) && !line.inbound())
        .reduce((earlier, later) -> later);
  }

  /// What the proxy of the endpoint wrote that the sender's proxy chose.
  private Optional<LogLine> far(List<LogLine> lines, LogLine own) {
    return mesh.parts().stream()
        .filter(part -> own.upstream().startsWith(part.address() + ":"))
        .findFirst()
        .flatMap(part ->
            lines.stream()
                .filter(line -> line.proxy().equals(part.name()) && line.inbound())
                .findFirst());
  }

  /// What the sender's proxy did, by the line that it wrote; flags are with the last of it.
  static List<Hop> outbound(LogLine line) {
    List<Hop> hops = new ArrayList<>();
    hops.add(hop(Hop.Stage.HOST, line, "asked for " + line.authority()));
    if (!line.route().equals("-")) {
      hops.add(hop(Hop.Stage.ROUTE, line, "took the route " + line.route()));
    }
    if (!line.cluster().equals("-")) {
      hops.add(hop(Hop.Stage.CLUSTER, line, "chose the cluster " + line.cluster()));
    }
    if (!line.upstream().equals("-")) {
      hops.add(hop(Hop.Stage.ENDPOINT, line, "chose the endpoint " + line.upstream()));
    }
    if (!line.passed()) {
      hops.add(
          hop(Hop.Stage.VERDICT, line, "answered " + line.status() + " itself: " + line.details()));
    }
    return flagged(hops, line);
  }

  private static List<Hop> arrival(LogLine line) {
    boolean tls = !line.serverName().equals("-");
    return flagged(
        List.of(
            hop(
                Hop.Stage.TLS,
                line,
                tls ? "came under TLS for " + line.serverName() : "came in plain text"),
            hop(
                Hop.Stage.VERDICT,
                line,
                line.passed()
                    ? "handed to the application, which answered " + line.status()
                    : "answered " + line.status() + " by the proxy: " + line.details())),
        line);
  }

  private static Hop hop(Hop.Stage stage, LogLine line, String text) {
    return new Hop(stage, line.proxy(), text, Optional.empty(), List.of());
  }

  private static List<Hop> flagged(List<Hop> hops, LogLine line) {
    if (line.flags().equals("-")) {
      return hops;
    }
    List<Hop> all = new ArrayList<>(hops);
    Hop last = all.removeLast();
    Hop.Fact flags = new Hop.Fact("flags", line.flags());
    all.add(new Hop(last.stage(), last.place(), last.text(), last.cause(), List.of(flags)));
    return all;
  }

  private static Explanation.Outcome outcome(
      int status, Optional<LogLine> own, Optional<LogLine> far) {
    String cluster = own.map(LogLine::cluster).filter(name -> !name.equals("-")).orElse("");
    String route = own.map(LogLine::route).filter(name -> !name.equals("-")).orElse("");
    Explanation.Verdict verdict;
    if (far.isPresent() && far.get().passed()) {
      verdict = Explanation.Verdict.ARRIVES;
    } else if (own.isPresent() && own.get().passed() && far.isEmpty()) {
      verdict = Explanation.Verdict.LEAVES;
    } else if (status > 0) {
      verdict = Explanation.Verdict.ANSWERED;
    } else {
      verdict = Explanation.Verdict.FAILS;
    }
    String text =
        status == 0 ? "the connection was closed without an answer" : "the client got " + status;
    int shown = verdict == Explanation.Verdict.ANSWERED ? status : 0;
    return new Explanation.Outcome(verdict, shown, cluster, route, "", text);
  }

  /// The status of the answer; 0 when there was none.
  private int exchange(MeshRecord.Part from, Request request) {
    boolean gateway = from.kind().equals("gateway");
    String host = gateway ? "127.0.0.1" : from.outbound();
    int port = gateway ? door(request) : Bootstrap.FORWARD_PROXY_PORT;
    String target =
        gateway
            ? request.path()
            : "http://" + request.host() + ":" + request.port() + request.path();
    StringBuilder head = new StringBuilder();
    head.append(request.method()).append(' ').append(target).append(" HTTP/1.1\r\n");
    head.append("host: ").append(request.authority()).append("\r\n");
    head.append("x-request-id: ").append(id).append("\r\n");
    if (!request.headers().containsKey("user-agent")) {
      // A gateway gives requests ids of its own.
      head.append("user-agent: weft-curl/").append(id).append("\r\n");
    }
    head.append("connection: close\r\n");
    request
        .headers()
        .forEach((name, value) -> {
          if (!name.equals("host") && !name.equals("connection")) {
            head.append(name).append(": ").append(value).append("\r\n");
          }
        });
    head.append("\r\n");
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
      byte[] all = socket.getInputStream().readAllBytes();
      String start = new String(all, 0, Math.min(all.length, 12), StandardCharsets.ISO_8859_1);
      return start.matches("HTTP/1\\.[01] [0-9]{3}") ? Integer.parseInt(start.substring(9)) : 0;
    } catch (IOException failed) {
      throw Refusal.because(
          Exit.FAILED,
          "the request cannot be sent through " + host + ":" + port + ": " + failed.getMessage());
    }
  }

  /// A request to the gateway goes to the port that its URL's port is at.
  private int door(Request request) {
    return request.port() == 80 ? mesh.ports().http() : request.port();
  }

  private List<LogLine> lines(MeshRecord.Part from) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      List<LogLine> found = read();
      Optional<LogLine> own = own(found, from);
      boolean complete =
          own.isPresent()
              && (!own.get().passed()
                  || !inMesh(own.get().upstream())
                  || far(found, own.get()).isPresent());
      if (complete || System.nanoTime() > end) {
        return found;
      }
      LockSupport.parkNanos(GLANCE.toNanos());
    }
  }

  private boolean inMesh(String upstream) {
    return mesh.parts().stream().anyMatch(part -> upstream.startsWith(part.address() + ":"));
  }

  private List<LogLine> read() {
    List<LogLine> found = new ArrayList<>();
    for (MeshRecord.Part part : mesh.parts()) {
      Path log = run.accessLog(part.name());
      if (!Files.exists(log)) {
        continue;
      }
      try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
        lines
            .filter(line -> line.contains(id))
            .forEach(line -> LogLine.parse(part.name(), line).ifPresent(found::add));
      } catch (IOException | java.io.UncheckedIOException unreadable) {
        throw Refusal.because(Exit.FAILED, log + " cannot be read: " + unreadable.getMessage());
      }
    }
    return found;
  }
}
