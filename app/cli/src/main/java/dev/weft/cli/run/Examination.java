package dev.weft.cli.run;

import dev.weft.cli.mesh.Bootstrap;
import dev.weft.cli.mesh.Member;
import dev.weft.cli.mesh.MeshPorts;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.port.Ports;
import dev.weft.host.process.Launch;
import dev.weft.model.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Looks before anything is started whether all that is needed is there, so that a failure is one
/// sentence and nothing has to be taken back.
final class Examination {
  /// A choice that no mesh has by default.
  private static final String SECOND =
      "a second mesh at the same time runs with"
          + " --block 67 --control-plane-port 15110 --port 8081 --tls-port 8444";

  private Examination() {}

  /// @throws Refusal when a program is missing or a port is taken
  static void of(
      Request request,
      List<Member> members,
      Collection<Integer> gatewayPorts,
      Environment environment) {
    programs(members, environment);
    ports(request, members, gatewayPorts);
  }

  private static void programs(List<Member> members, Environment environment) {
    List<Problem> missing = new ArrayList<>();
    for (Member member : members) {
      if (member.app().isEmpty()) {
        continue;
      }
      Member.App app = member.app().get();
      String program = app.command().getFirst();
      String path =
          app.variables().getOrDefault("PATH", environment.variables().getOrDefault("PATH", ""));
      if (!java.nio.file.Files.isDirectory(app.directory())) {
        missing.add(
            problem(
                member,
                "spec.workingDirectory",
                "there is no directory " + app.directory(),
                "make it, or name another"));
      } else if (Launch.find(program, app.directory(), path).isEmpty()) {
        missing.add(
            problem(
                member,
                "spec.command[0]",
                "there is no program '" + program + "'",
                program.indexOf('/') >= 0
                    ? "it would have to be at " + app.directory().resolve(program).normalize()
                    : "install it, or write the path to it"));
      }
    }
    if (!missing.isEmpty()) {
      throw Refusal.of("a program is missing, so nothing was started", missing);
    }
  }

  private static Problem problem(Member member, String path, String cause, String remedy) {
    return Problem.error(Problem.Code.UNAVAILABLE, path, cause, remedy)
        .of(new dev.weft.model.ResourceKey("Workload", member.namespace(), member.workload()))
        .at(member.written());
  }

  private static void ports(
      Request request, List<Member> members, Collection<Integer> gatewayPorts) {
    MeshPorts chosen = request.ports();
    for (int port : List.of(chosen.plain(), chosen.tls(), chosen.monitoring())) {
      free("the control plane", "127.0.0.1", port, "--control-plane-port");
    }
    for (Member member : members) {
      String own = member.addresses().workload();
      for (int port :
          List.of(Bootstrap.ADMIN_PORT, Bootstrap.HEALTH_PORT, Bootstrap.METRICS_PORT)) {
        free("the proxy of " + member.name(), own, port, "--block");
      }
      if (member.gateway()) {
        for (int port : gatewayPorts) {
          free("the gateway", "127.0.0.1", port, door(port, chosen));
        }
        continue;
      }
      free(
          "the proxy of " + member.name(),
          member.addresses().outbound(),
          Bootstrap.FORWARD_PROXY_PORT,
          "--block");
      for (Member.Port port : member.ports()) {
        free("the proxy of " + member.name(), own, port.number(), "--block");
        if (member.app().isPresent()) {
          free(member.name(), port.host(), port.port(), "--block");
        }
      }
    }
  }

  /// What moves a port of the gateway; a port that is neither of the usual ones is the Gateway's
  /// own.
  private static String door(int port, MeshPorts chosen) {
    return port == chosen.http()
        ? "--port"
        : port == chosen.https() ? "--tls-port" : "another number in its Gateway";
  }

  private static void free(String what, String host, int port, String option) {
    Optional<String> obstacle = Ports.obstacle(host, port);
    if (obstacle.isPresent()) {
      throw Refusal.because(
          Exit.BUSY,
          obstacle.get()
              + ", and "
              + what
              + " needs it; stop that, or choose another with "
              + option
              + (option.startsWith("--") ? " (" + SECOND + ")" : ""));
    }
  }
}
