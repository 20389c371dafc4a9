package dev.weft.linux;

import dev.weft.linux.command.Commands;
import dev.weft.linux.command.Packages;
import dev.weft.model.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Whether this machine can do what the rest of this module does.
public final class Machine {
  private static final List<String> PROGRAMS =
      List.of("ip", "iptables", "ip6tables", "sysctl", "setpriv", "conntrack");

  private Machine() {}

  /// Everything that stands in the way of making namespaces and tables, each with what to do; empty
  /// when nothing does.
  public static List<Problem> obstacles() {
    List<Problem> problems = new ArrayList<>();
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
      problems.add(
          problem(
              "network namespaces are Linux's, and this is " + System.getProperty("os.name"),
              "use a Linux machine, real or virtual"));
      return problems;
    }
    if (!root()) {
      problems.add(
          problem(
              "making network namespaces needs root, and this process is user "
                  + System.getProperty("user.name"),
              "run it with sudo"));
    }
    for (String program : PROGRAMS) {
      if (Commands.find(program).isEmpty()) {
        problems.add(problem("there is no program '" + program + "'", Packages.remedy(program)));
      }
    }
    return List.copyOf(problems);
  }

  /// What stands in the way of links with a shape, besides [#obstacles].
  public static List<Problem> shapeObstacles() {
    return Files.exists(Path.of("/dev/net/tun"))
        ? List.of()
        : List.of(
            problem(
                "there is no /dev/net/tun, which links with a shape are made of",
                "load the kernel's module: modprobe tun"));
  }

  private static boolean root() {
    return Commands.attempt(List.of("id", "-u"), "").out().strip().equals("0");
  }

  private static Problem problem(String cause, String remedy) {
    return Problem.error(Problem.Code.UNAVAILABLE, "", cause, remedy);
  }
}
