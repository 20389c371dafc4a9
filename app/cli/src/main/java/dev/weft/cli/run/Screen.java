package dev.weft.cli.run;

import dev.weft.cli.mesh.Member;
import dev.weft.cli.mesh.Served;
import java.util.ArrayList;
import java.util.List;

/// The few lines that a user sees when the mesh is up.
final class Screen {
  private Screen() {}

  /// @param late names of the members that are not ready
  static List<String> lines(Request request, Manifest manifest, List<String> late) {
    Served served = manifest.served();
    List<Member> members = manifest.members();
    Doorway doorway = manifest.doorway();
    String weft = request.called();
    String named = request.choice();
    List<String> lines = new ArrayList<>();
    long workloads = members.stream().filter(member -> !member.gateway()).count();
    lines.add("");
    lines.add(
        "The mesh is up"
            + (late.isEmpty() ? "" : ", but not ready yet: " + String.join(", ", late))
            + (late.isEmpty() ? ": " : "; ")
            + (workloads == 1 ? "1 workload behind" : workloads + " workloads, each behind")
            + " its own proxy"
            + (request.dataPlane() == DataPlane.ENVOY ? " (Envoy)" : "")
            + ", every call between them under mutual TLS.");
    lines.add("");
    doorway
        .ports()
        .forEach((port, door) ->
            lines.add("  gateway     http" + (port == 443 ? "s" : "") + "://127.0.0.1:" + door));
    doorway.curl().ifPresent(curl -> lines.add("  try         " + curl));
    lines.add("  resources   " + request.shown() + "   (edit and save: live at once)");
    example(served, members)
        .ifPresent(example -> {
          lines.add("  ask why     " + weft + " explain" + named + " " + example);
          lines.add("  see it      " + weft + " curl" + named + " " + example);
        });
    lines.add(
        "  look        "
            + weft
            + " status"
            + named
            + ", "
            + weft
            + " proxy-config route "
            + last(members)
            + named);
    lines.add("  end         " + weft + " down" + named + ", or Ctrl-C where it runs");
    lines.add("");
    return lines;
  }

  private static String last(List<Member> members) {
    return members.stream()
        .filter(member -> !member.gateway())
        .map(Member::name)
        .findFirst()
        .orElse(members.getFirst().name());
  }

  /// A call from the first workload to the service that most rules are about.
  private static java.util.Optional<String> example(Served served, List<Member> members) {
    List<Member> callers = members.stream().filter(member -> !member.gateway()).toList();
    if (callers.isEmpty()) {
      return java.util.Optional.empty();
    }
    String from = callers.getFirst().name();
    String own = callers.getFirst().labels().value("app");
    return served.of(dev.weft.api.kubernetes.Service.class).stream()
        .filter(service -> !service.meta().name().equals(own))
        .filter(service -> !service.spec().spec().ports().isEmpty())
        .filter(service ->
            served.of(dev.weft.api.virtualservice.VirtualService.class).stream()
                .anyMatch(rule -> rule.spec().hosts().contains(service.meta().name())))
        .findFirst()
        .map(service ->
            "--from "
                + from
                + " http://"
                + service.meta().name()
                + ":"
                + service.spec().spec().ports().getFirst().port()
                + "/");
  }
}
