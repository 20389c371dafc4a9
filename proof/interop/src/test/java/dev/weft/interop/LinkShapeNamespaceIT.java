package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.linux.command.Commands;
import dev.weft.linux.namespace.Ip;
import dev.weft.linux.namespace.Namespace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// The program that stands in a lab's link, between two namespaces, with ordinary connections.
///
/// What a link adds is the least time of many tries: a busy machine makes single ones longer.
@EnabledIfSystemProperty(
    named = "user.name",
    matches = "root",
    disabledReason = "network namespaces need root: run this as root")
class LinkShapeNamespaceIT {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final String PREFIX =
      "weft-it-link-" + Long.toString(ProcessHandle.current().pid(), 36) + "-";
  private static final int TRIES = 80;

  /// Takes connections and reads each to its end.
  private static final String SINK =
      """
      import socket, threading
      def drain(peer):
          while peer.recv(1 << 20):
              pass
          peer.close()
      server = socket.create_server(("10.102.0.2", 9))
      while True:
          threading.Thread(target=drain, args=(server.accept()[0],), daemon=True).start()
      """;

  /// Prints how many milliseconds it takes to connect, or to hand over so many bytes.
  private static final String CALL =
      """
      import socket, sys, time
      size = int(sys.argv[1])
      begun = time.monotonic()
      peer = socket.create_connection(("10.102.0.2", 9), 30)
      if size:
          begun = time.monotonic()
          peer.sendall(b"x" * size)
          peer.shutdown(socket.SHUT_WR)
          peer.recv(1)
      print((time.monotonic() - begun) * 1000)
      """;

  @TempDir private Path directory;
  private final List<Process> processes = new ArrayList<>();
  private Namespace near = new Namespace(PREFIX + "near");
  private Namespace wire = new Namespace(PREFIX + "wire");
  private Namespace far = new Namespace(PREFIX + "far");

  @BeforeEach
  void build() throws IOException {
    clear();
    near = Namespace.create(near.name());
    wire = Namespace.create(wire.name());
    far = Namespace.create(far.name());
    join(near, "lower", 1);
    join(far, "upper", 2);
    start(far, "sink", "python3", "-c", SINK);
  }

  private void join(Namespace end, String device, int number) {
    new Ip(end)
        .line("link add eth0 type veth peer name " + device + " netns " + wire.name())
        .line("addr add 10.102.0." + number + "/24 dev eth0")
        .line("link set eth0 up")
        .apply();
    new Ip(wire).line("link set " + device + " up").apply();
  }

  private void link(String... shapes) throws IOException {
    Path program = directory.resolve("link.py");
    try (InputStream text =
        Objects.requireNonNull(
            LinkShapeNamespaceIT.class.getResourceAsStream("/dev/weft/lab/programs/link.py"))) {
      Files.write(program, text.readAllBytes());
    }
    List<String> command = new ArrayList<>(List.of("python3", program.toString()));
    command.addAll(List.of("lower", "upper"));
    command.addAll(List.of(shapes));
    start(wire, "link", command.toArray(String[]::new));
    Patience.until(
        BOUND,
        () -> "the link passes frames; it says " + read("link.log"),
        () -> Commands.attempt(near.words(List.of("python3", "-c", CALL, "0")), "").ok());
  }

  private void start(Namespace at, String log, String... command) throws IOException {
    processes.add(
        new ProcessBuilder(at.words(List.of(command)))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(log + ".log").toFile())
            .start());
  }

  private String read(String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException absent) {
      return absent.toString();
    }
  }

  @AfterEach
  void clear() {
    Ending.atOnce(processes);
    Namespace.named(PREFIX).forEach(Namespace::delete);
    assertThat(Namespace.named(PREFIX)).isEmpty();
  }

  /// The least of several tries to connect, in milliseconds; the first that is good enough ends it.
  private double least(double enough) {
    double least = Double.MAX_VALUE;
    for (int i = 0; i < TRIES && least > enough; i++) {
      least = Math.min(least, millis(0));
    }
    return least;
  }

  private double millis(int bytes) {
    return Double.parseDouble(near.run("python3", "-c", CALL, "" + bytes).strip());
  }

  @Test
  void aLinkOfFortyMillisecondsCostsFortyEachWay() throws IOException {
    link("40,0,0,0");
    assertThat(least(90)).isBetween(80.0, 90.0);
  }

  @Test
  void aLinkWithoutAShapeCostsNextToNothing() throws IOException {
    link();
    assertThat(least(20)).isLessThan(20.0);
  }

  @Test
  void jitterMakesItLessOrMore() throws IOException {
    link("40,20,0,0");
    assertThat(least(79)).isBetween(40.0, 79.0);
  }

  @Test
  void aLinkPassesNoMoreThanItsRate() throws IOException {
    link("0,0,0,8");
    assertThat(millis(1_000_000))
        .as("a million bytes at a million bytes a second")
        .isGreaterThan(900);
  }

  @Test
  void aShapeForOthersLeavesThisTrafficAlone() throws IOException {
    link("400,0,0,0,10.103.0.0/24");
    assertThat(least(200)).isLessThan(200.0);
  }

  @Test
  void aShapeForThisAddressTakesIt() throws IOException {
    link("40,0,0,0,10.102.0.2/32");
    assertThat(least(90)).isBetween(80.0, 90.0);
  }
}
