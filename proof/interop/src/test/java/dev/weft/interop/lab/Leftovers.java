package dev.weft.interop.lab;

import dev.weft.linux.command.Commands;
import dev.weft.linux.namespace.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What there is of a lab on this machine.
final class Leftovers {
  private Leftovers() {}

  /// Namespaces and their files, processes, mounts, sockets, and rules or links in the machine's
  /// own network; empty when nothing is left.
  static List<String> of(String lab) {
    List<String> found = new ArrayList<>();
    Namespace.named("weft-" + lab + ".").forEach(each -> found.add("namespace " + each));
    files(Path.of("/etc/netns"))
        .filter(file -> file.getFileName().toString().startsWith("weft-" + lab + "."))
        .forEach(file -> found.add("files " + file));
    if (Files.exists(Path.of("/run/weft", lab))) {
      found.add("folder /run/weft/" + lab);
    }
    lines(Path.of("/proc/self/mounts"))
        .filter(line -> line.contains("/run/weft/" + lab + "/"))
        .forEach(line -> found.add("mount " + line));
    processes(lab).forEach(process -> found.add("process " + process.pid()));
    for (String table : List.of("iptables-save", "ip6tables-save")) {
      Commands.attempt(List.of(table), "")
          .out()
          .lines()
          .filter(line -> line.contains("weft-" + lab))
          .forEach(line -> found.add(table + " " + line));
    }
    Commands.run(List.of("ip", "-o", "link"))
        .lines()
        .filter(line -> line.contains("weft-" + lab + "."))
        .forEach(line -> found.add("link " + line));
    return found;
  }

  /// Processes that have a lab's name or folder in their command line; its supervisor is one.
  static List<ProcessHandle> processes(String lab) {
    return ProcessHandle.allProcesses().filter(process -> belongs(command(process), lab)).toList();
  }

  private static boolean belongs(String command, String lab) {
    return command.contains("/run/weft/" + lab + "/")
        || command.contains("weft-" + lab + ".")
        || command.contains(" lab supervise " + lab + " ");
  }

  private static String command(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).replace('\0', ' ');
    } catch (IOException gone) {
      return "";
    }
  }

  private static Stream<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList().stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
