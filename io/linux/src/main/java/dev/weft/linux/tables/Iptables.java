package dev.weft.linux.tables;

import dev.weft.capture.Family;
import dev.weft.linux.command.Commands;
import dev.weft.linux.command.LinuxFailure;
import dev.weft.linux.command.Packages;
import dev.weft.linux.namespace.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The tables of a namespace, through whichever of the two variants of iptables works there. A
/// machine has both programs, but its kernel may have only one of the two underneath.
public final class Iptables {
  /// How long a program waits for another one that holds the lock of the older variant.
  private static final String LOCK_SECONDS = "20";

  private final Optional<Namespace> namespace;
  private final String variant;

  private Iptables(Optional<Namespace> namespace, String variant) {
    this.namespace = namespace;
    this.variant = variant;
  }

  /// Those of a namespace.
  ///
  /// @throws LinuxFailure when iptables is not installed or the kernel has no address translation
  public static Iptables in(Namespace namespace) {
    return choose(Optional.of(namespace));
  }

  /// Those of the namespace that this process runs in.
  ///
  /// @throws LinuxFailure as [#in]
  public static Iptables here() {
    return choose(Optional.empty());
  }

  private static Iptables choose(Optional<Namespace> namespace) {
    List<String> refusals = new ArrayList<>();
    for (String variant : List.of("-nft", "-legacy", "")) {
      if (Commands.find("iptables" + variant).isEmpty()) {
        continue;
      }
      Commands.Outcome outcome =
          Commands.attempt(
              words(namespace, List.of("iptables" + variant, "-t", "nat", "-n", "-L", "OUTPUT")),
              "");
      if (outcome.ok()) {
        return new Iptables(namespace, variant);
      }
      refusals.add("iptables" + variant + ": " + outcome.error().strip());
    }
    throw refusals.isEmpty()
        ? LinuxFailure.because(
            "there is no program 'iptables' on this machine", Packages.remedy("iptables"))
        : LinuxFailure.because(
            "iptables does not work" + where(namespace) + ": " + String.join("; ", refusals),
            "run as root, on a kernel with nf_tables or ip_tables and address translation");
  }

  private static String where(Optional<Namespace> namespace) {
    return namespace.map(name -> " in the namespace " + name).orElse("");
  }

  private static List<String> words(Optional<Namespace> namespace, List<String> command) {
    return namespace.map(name -> name.words(command)).orElse(command);
  }

  /// Applies a text, adding to what is there: each table at once or not at all. An empty text does
  /// nothing.
  ///
  /// @throws LinuxFailure with what iptables said; tables before the refused one are applied
  public void restore(Family family, String text) {
    if (!text.isEmpty()) {
      Commands.run(
          words(
              namespace,
              List.of(program(family) + variant + "-restore", "-w", LOCK_SECONDS, "--noflush")),
          text);
    }
  }

  /// Every table as text.
  public String save(Family family) {
    return Commands.run(words(namespace, List.of(program(family) + variant + "-save")));
  }

  private static String program(Family family) {
    return family == Family.IPV4 ? "iptables" : "ip6tables";
  }

  /// Whether the kernel translates addresses of a family here; some have no version 6.
  public boolean serves(Family family) {
    return Commands.attempt(
            words(namespace, List.of(program(family) + variant, "-t", "nat", "-n", "-L", "OUTPUT")),
            "")
        .ok();
  }
}
