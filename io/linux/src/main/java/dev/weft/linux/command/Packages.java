package dev.weft.linux.command;

import java.util.Map;

/// Which Debian package a program comes in.
public final class Packages {
  private static final Map<String, String> BY_PROGRAM =
      Map.ofEntries(
          Map.entry("ip", "iproute2"),
          Map.entry("conntrack", "conntrack"),
          Map.entry("tcpdump", "tcpdump"),
          Map.entry("curl", "curl"),
          Map.entry("python3", "python3"),
          Map.entry("sysctl", "procps"),
          Map.entry("setpriv", "util-linux"));

  private Packages() {}

  /// How to get a program, as a sentence without a full stop.
  public static String remedy(String program) {
    String known =
        program.startsWith("ip6tables") || program.startsWith("iptables")
            ? "iptables"
            : BY_PROGRAM.getOrDefault(program, program);
    return "install it (Debian: apt-get install " + known + ")";
  }
}
