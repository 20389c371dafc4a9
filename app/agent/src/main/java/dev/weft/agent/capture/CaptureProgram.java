package dev.weft.agent.capture;

import dev.weft.capture.Family;
import dev.weft.capture.redirect.Leftovers;
import dev.weft.capture.redirect.RedirectSettings;
import dev.weft.capture.redirect.Redirection;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Options;
import dev.weft.host.Program;
import dev.weft.host.Refusal;
import dev.weft.host.Running;
import dev.weft.linux.command.Commands;
import dev.weft.linux.command.LinuxFailure;
import dev.weft.linux.tables.Iptables;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// `weft capture apply|clean|print`: what `istio-iptables` and `istio-clean-iptables` do.
public final class CaptureProgram implements Program {
  private static final String ELSEWHERE =
      "run it in a pod, or in a namespace made for it (ip netns add NAME; ip netns exec NAME weft"
          + " capture apply), or say --allow-host-network if this is meant";

  @Override
  public String name() {
    return "capture";
  }

  @Override
  public String summary() {
    return "have the kernel take this network namespace's traffic to its proxy: apply, clean or"
        + " print";
  }

  @Override
  public boolean isBrief() {
    return true;
  }

  @Override
  public Options options() {
    return CaptureSettings.OPTIONS;
  }

  @Override
  public Running start(List<String> arguments, Environment environment) {
    String verb = arguments.isEmpty() ? "" : arguments.getFirst();
    if (!List.of("apply", "clean", "print").contains(verb)) {
      throw Refusal.because(
          Exit.USAGE,
          "say what to do: weft capture apply, weft capture clean or weft capture print");
    }
    CaptureSettings settings =
        CaptureSettings.of(
            options().parse(arguments.subList(1, arguments.size())), environment, Pod::nameServers);
    List<Family> families = settings.dualStack() ? List.of(Family.values()) : Pod.families();
    try {
      switch (verb) {
        case "apply" -> {
          if (!settings.anywhere()) {
            apart(Ground.of(Ground.View.here()));
          }
          Iptables tables = Iptables.here();
          families.forEach(family -> apply(tables, settings.rules(), family));
          environment
              .log()
              .println(
                  "weft: connections of this network namespace now go to its proxy, and fail until"
                      + " one listens; weft capture clean takes that back");
        }
        case "clean" -> {
          Iptables tables = Iptables.here();
          List.of(Family.values()).stream()
              .filter(tables::serves)
              .forEach(family -> clean(tables, settings.rules(), family));
          environment.log().println("weft: nothing of this network namespace is captured");
        }
        default ->
            families.forEach(family -> environment.out().print(printed(settings.rules(), family)));
      }
    } catch (LinuxFailure failed) {
      throw Refusal.because(
          Exit.FAILED, failed.problem().cause() + "; " + failed.problem().remedy());
    }
    return new Done();
  }

  /// @throws Refusal where the rules would be the machine's own
  static void apart(Ground ground) {
    switch (ground) {
      case APART -> {}
      case MACHINE ->
          throw Refusal.because(
              Exit.REFUSED,
              "this is the machine's own network namespace, whose connections would all go to a"
                  + " proxy; "
                  + ELSEWHERE);
      case UNKNOWN ->
          throw Refusal.because(
              Exit.REFUSED,
              "this may be the machine's own network namespace: /proc/1/ns/net, which would tell,"
                  + " cannot be read; "
                  + ELSEWHERE);
    }
  }

  private static List<String> ip(Family family) {
    return List.of("ip", family == Family.IPV4 ? "-4" : "-6", "-force", "-batch", "-");
  }

  /// Replaces the rules of an earlier run, if any; whatever else is in the tables stays.
  private static void apply(Iptables tables, RedirectSettings settings, Family family) {
    tables.restore(family, Redirection.rules(settings, family, tables.save(family)));
    String routes = Redirection.routes(settings, family);
    if (!routes.isEmpty()) {
      // Those of an earlier run would be there twice; that there are none is no failure.
      Commands.attempt(ip(family), Redirection.withoutRoutes(settings, family));
      Commands.run(ip(family), routes);
    }
  }

  private static void clean(Iptables tables, RedirectSettings settings, Family family) {
    tables.restore(family, Leftovers.removal(tables.save(family)));
    String routes = Redirection.withoutRoutes(settings, family);
    if (!routes.isEmpty()) {
      Commands.attempt(ip(family), routes);
    }
  }

  private static String printed(RedirectSettings settings, Family family) {
    String routes = Redirection.routes(settings, family);
    return (family == Family.IPV4 ? "# iptables" : "# ip6tables")
        + "-restore --noflush\n"
        + Redirection.rules(settings, family)
        + (routes.isEmpty() ? "" : "# " + String.join(" ", ip(family)) + "\n" + routes);
  }

  /// It was over as soon as it was started.
  private record Done() implements Running {
    @Override
    public void stop() {
      // there is nothing left to stop
    }

    @Override
    public CompletableFuture<Exit> ended() {
      return CompletableFuture.completedFuture(Exit.OK);
    }
  }
}
