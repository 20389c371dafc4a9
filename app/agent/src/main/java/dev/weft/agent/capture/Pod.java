package dev.weft.agent.capture;

import dev.weft.capture.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the pod that this process runs in looks like.
final class Pod {
  private Pod() {}

  /// The name servers of `/etc/resolv.conf`.
  static List<String> nameServers() {
    return lines(Path.of("/etc/resolv.conf")).stream()
        .map(String::strip)
        .filter(line -> line.startsWith("nameserver"))
        .map(line -> line.substring("nameserver".length()).strip().split("%", 2)[0])
        .filter(address -> !address.isEmpty())
        .toList();
  }

  /// The families of which it has an address that others can call.
  static List<Family> families() {
    boolean six =
        lines(Path.of("/proc/net/if_inet6")).stream()
            .map(line -> line.strip().split(" +", -1))
            .anyMatch(parts -> parts.length > 3 && parts[3].equals("00"));
    return six ? List.of(Family.IPV4, Family.IPV6) : List.of(Family.IPV4);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException absent) {
      return List.of(); // a kernel without IPv6, a pod without a resolver
    }
  }
}
