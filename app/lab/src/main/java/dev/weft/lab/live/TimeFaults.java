package dev.weft.lab.live;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.lab.fault.Offset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Certificates that run out and clocks that are wrong. A pod of which either is so runs another
/// agent than usual until it is mended.
final class TimeFaults {
  /// Of a certificate that is to run out.
  private static final Duration LIFE = Duration.ofSeconds(20);

  /// What clocks of two programs and rounding may differ by.
  private static final Duration MARGIN = Duration.ofSeconds(2);

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /// Linux has no clock of a namespace's own that shows the time of day, so the programs ask this
  /// library (Debian's package libfaketime).
  private static final String LIBRARY = "faketime/libfaketime.so.1";

  private final LabHome home;
  private final Map<PodLife, String> wrong = new LinkedHashMap<>();

  TimeFaults(LabHome home) {
    this.home = home;
  }

  /// The pod gets a certificate of a short life, then a token that the authority refuses. It takes
  /// no traffic until the certificate has run out, so that no connection is older than that.
  String expire(PodLife life) {
    Part agent = agent(life);
    wrong.put(life, "the certificate of " + life.pod().id() + " has run out");
    life.withhold();
    agent.alter(new Part.Alteration(List.of("--ttl", LIFE.toSeconds() + "s"), Map.of()));
    Wait.until("the proxy of " + life.pod().id(), PATIENCE, life::proxyReady);
    PodLife.give(token(life), "revoked");
    long end = System.nanoTime() + LIFE.plus(MARGIN).toNanos();
    Wait.until("the end of a certificate", PATIENCE, () -> System.nanoTime() > end);
    life.publish(true);
    return wrong.getOrDefault(life, "");
  }

  /// @param offset such as `+2h`; units are s, m, h and d
  String skew(PodLife life, String offset) {
    if (!Offset.is(offset)) {
      throw Refusal.because(
          Exit.USAGE, "'" + offset + "' is not an offset of a clock; write it as +2h or -30m");
    }
    Part agent = agent(life);
    String said = "the clock of the agent and proxy of " + life.pod().id() + " is off by " + offset;
    wrong.put(life, said);
    agent.alter(new Part.Alteration(List.of(), clock(offset)));
    return said;
  }

  /// Variables with which the lab's launcher has a program see another time of day.
  ///
  /// @param offset as [Offset] has it
  static Map<String, String> clock(String offset) {
    return Map.of("WEFT_CLOCK", offset, "WEFT_CLOCK_LIBRARY", library().toString());
  }

  private static Path library() {
    for (String folder : List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu")) {
      Path file = Path.of(folder, LIBRARY);
      if (Files.exists(file)) {
        return file;
      }
    }
    throw Refusal.because(
        Exit.REFUSED,
        "no clock can be skewed: the library libfaketime is not there; install it (Debian: apt-get"
            + " install libfaketime)");
  }

  private static Part agent(PodLife life) {
    return life.agent()
        .orElseThrow(() ->
            Refusal.because(
                Exit.REFUSED,
                "pod "
                    + life.pod().id()
                    + " has no agent, so no certificate and no clock of its own; name one that has"
                    + " a sidecar"));
  }

  private Path token(PodLife life) {
    return home.pod(life.pod().id()).resolve("token");
  }

  List<String> heal() {
    List<String> done = new ArrayList<>();
    wrong
        .keySet()
        .forEach(life -> {
          PodLife.give(token(life), life.token());
          agent(life).alter(Part.Alteration.NONE);
          life.recover();
          done.add("pod " + life.pod().id() + " starts again with a fresh certificate and clock");
        });
    wrong.clear();
    return done;
  }

  List<String> list() {
    return List.copyOf(wrong.values());
  }
}
