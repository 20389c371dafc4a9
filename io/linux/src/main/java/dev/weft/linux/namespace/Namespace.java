package dev.weft.linux.namespace;

import dev.weft.linux.command.Commands;
import dev.weft.linux.command.LinuxFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A network namespace by its name, as `ip netns` knows it.
///
/// Files of `/etc/netns/NAME` lie over those of `/etc` for programs run in it, which is how each
/// has a `resolv.conf` of its own.
public record Namespace(String name) {
  /// How everything that Weft makes on a machine is called.
  public static final String PREFIX = "weft-";

  private static final Path NAMES = Path.of("/run/netns");
  private static final Path FILES = Path.of("/etc/netns");

  /// @throws IllegalArgumentException when the name does not begin as ours do, or cannot be a
  ///   file's
  public Namespace {
    if (!name.matches(PREFIX + "[a-z0-9][a-z0-9.-]{0,200}")) {
      throw new IllegalArgumentException(
          "'" + name + "' must be 'weft-' and lower-case letters, digits, '-' and '.'");
    }
  }

  /// Makes it, with its loopback interface up.
  ///
  /// @throws LinuxFailure when it exists or cannot be made
  public static Namespace create(String name) {
    Namespace made = new Namespace(name);
    Commands.run(List.of("ip", "netns", "add", name));
    new Ip(made).line("link set lo up").apply();
    return made;
  }

  /// Those whose names begin with `prefix`, which has to begin with [#PREFIX].
  public static List<Namespace> named(String prefix) {
    if (!prefix.startsWith(PREFIX)) {
      throw new IllegalArgumentException("'" + prefix + "' does not begin with " + PREFIX);
    }
    if (!Files.isDirectory(NAMES)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(NAMES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix))
          .sorted()
          .map(Namespace::new)
          .toList();
    } catch (IOException unreadable) {
      throw LinuxFailure.because(
          "cannot list " + NAMES + ": " + unreadable.getMessage(), "run as root");
    }
  }

  public boolean exists() {
    return Files.exists(NAMES.resolve(name));
  }

  /// The file that stands for it.
  public Path file() {
    return NAMES.resolve(name);
  }

  /// Ends what runs in it, takes it away and its files under `/etc` with it. One that is gone is
  /// fine.
  public void delete() {
    if (exists()) {
      processes().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      Commands.run(List.of("ip", "netns", "del", name));
    }
    deleteFiles();
  }

  private void deleteFiles() {
    Path files = FILES.resolve(name);
    if (!Files.isDirectory(files)) {
      return;
    }
    try (Stream<Path> all = Files.walk(files)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException stuck) {
      throw LinuxFailure.because(
          "cannot remove " + files + ": " + stuck.getMessage(), "remove it by hand");
    }
  }

  /// The processes whose network it is.
  public List<Long> processes() {
    return Commands.run(List.of("ip", "netns", "pids", name))
        .lines()
        .filter(line -> line.strip().matches("\\d+"))
        .map(line -> Long.parseLong(line.strip()))
        .toList();
  }

  /// Has programs run here see this text as `/etc/FILE`. Has to be there before they start.
  public void etc(String file, String text) {
    try {
      Files.createDirectories(FILES.resolve(name));
      Files.writeString(FILES.resolve(name).resolve(file), text);
    } catch (IOException unwritable) {
      throw LinuxFailure.because(
          "cannot write " + FILES.resolve(name).resolve(file) + ": " + unwritable.getMessage(),
          "run as root");
    }
  }

  /// The name servers and search domains of programs run here.
  public void resolver(List<String> servers, List<String> search) {
    StringBuilder text = new StringBuilder();
    servers.forEach(server -> text.append("nameserver ").append(server).append('\n'));
    if (!search.isEmpty()) {
      text.append("search ").append(String.join(" ", search)).append('\n');
    }
    etc("resolv.conf", text.append("options ndots:5 timeout:2 attempts:2\n").toString());
  }

  /// The words that run a command here as root.
  public List<String> words(List<String> command) {
    List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", name));
    words.addAll(command);
    return words;
  }

  /// The words that run a command here as a user and group of the same number, with no other group.
  public List<String> words(int user, List<String> command) {
    String id = String.valueOf(user);
    List<String> as =
        new ArrayList<>(
            List.of("setpriv", "--reuid=" + id, "--regid=" + id, "--clear-groups", "--"));
    as.addAll(command);
    return words(as);
  }

  /// Runs a short command here as root.
  public String run(String... command) {
    return Commands.run(words(List.of(command)));
  }

  /// Sets kernel parameters of the namespace, such as `net.ipv4.ip_forward`.
  public void sysctl(Map<String, String> values) {
    List<String> command = new ArrayList<>(List.of("sysctl", "-qw"));
    values.forEach((key, value) -> command.add(key + "=" + value));
    Commands.run(words(command));
  }

  @Override
  public String toString() {
    return name;
  }
}
