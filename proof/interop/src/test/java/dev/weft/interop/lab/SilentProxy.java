package dev.weft.interop.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.interop.Patience;
import dev.weft.linux.command.Commands;
import dev.weft.linux.namespace.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The proxy of `west/echo`, halted while its agent lives.
final class SilentProxy {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final List<String> CLUSTERS =
      List.of("curl", "-s", "-m", "20", "http://127.0.0.1:15000/clusters");
  private final LabRun lab;
  private final Namespace pod;
  private final Namespace caller;

  SilentProxy(LabRun lab) {
    this.lab = lab;
    this.pod = new Namespace("weft-" + lab.name() + ".pod.west.echo");
    this.caller = new Namespace("weft-" + lab.name() + ".pod.east.caller");
  }

  /// Its pod leaves its Services, as a proxy of the other cluster sees them, and comes back with
  /// it.
  void itsPodIsOutOfItsServicesUntilItSpeaks() {
    String address =
        Commands.run(pod.words(List.of("hostname", "-I"))).strip().split(" ", -1)[0] + ":";
    assertThat(called(address)).isTrue();
    String proxy = Long.toString(proxy());
    Commands.run(List.of("kill", "-STOP", proxy));
    try {
      Patience.until(PATIENCE, lab::story, () -> !called(address));
    } finally {
      Commands.run(List.of("kill", "-CONT", proxy));
    }
    Patience.until(PATIENCE, lab::story, () -> called(address));
  }

  /// Whether the other proxy sends requests to an address.
  private boolean called(String address) {
    return ask(caller, CLUSTERS)
        .lines()
        .anyMatch(line -> line.contains("::" + address) && line.endsWith("health_flags::healthy"));
  }

  private static String ask(Namespace from, List<String> curl) {
    return Commands.attempt(from.words(curl), "").out();
  }

  private long proxy() {
    return pod.processes().stream()
        .filter(process -> words(process).contains(" proxy -c "))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no proxy runs in " + pod));
  }

  private static String words(long process) {
    try {
      return Files.readString(Path.of("/proc/" + process + "/cmdline")).replace('\0', ' ');
    } catch (IOException gone) {
      return "";
    }
  }
}
