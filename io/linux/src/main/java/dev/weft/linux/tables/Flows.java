package dev.weft.linux.tables;

import dev.weft.capture.service.ServiceTables;
import dev.weft.linux.command.Commands;
import dev.weft.linux.command.LinuxFailure;
import dev.weft.linux.namespace.Namespace;
import java.util.List;

/// The kernel's table of connections in a namespace.
public record Flows(Namespace namespace) {
  /// Forgets flows of UDP that would go on to backends that are gone.
  ///
  /// @throws LinuxFailure when conntrack is not installed; that there was nothing to forget is fine
  public void forget(List<ServiceTables.StaleFlow> stale) {
    for (ServiceTables.StaleFlow flow : stale) {
      List<String> command =
          List.of(
              "conntrack",
              "-D",
              "-p",
              "udp",
              "--orig-dst",
              flow.address(),
              "--orig-port-dst",
              String.valueOf(flow.port()),
              "--reply-src",
              flow.backend());
      Commands.Outcome outcome = Commands.attempt(namespace.words(command), "");
      if (!outcome.ok() && !outcome.error().contains("0 flow entries have been deleted")) {
        throw LinuxFailure.because(
            "conntrack failed in the namespace " + namespace + ": " + outcome.error().strip(),
            "install it (Debian: apt-get install conntrack), and run as root");
      }
    }
  }
}
