package dev.weft.lab.live;

import dev.weft.capture.Family;
import dev.weft.capture.redirect.RedirectSettings;
import dev.weft.capture.redirect.Redirection;
import dev.weft.lab.plan.Pod;
import dev.weft.linux.command.Commands;
import dev.weft.linux.namespace.Namespace;
import java.util.List;

/// Leads a pod's traffic through its proxy.
final class Capture {
  private Capture() {}

  /// Makes the rules, in place of those of an earlier start.
  static void apply(Pod pod, RedirectSettings settings) {
    Namespace namespace = new Namespace(pod.namespace());
    String saved = namespace.run("iptables-save");
    Commands.run(
        namespace.words(List.of("iptables-restore", "-w", "--noflush")),
        Redirection.rules(settings, Family.IPV4, saved));
  }
}
