package dev.weft.lab.fault;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The words of `weft lab fault`, and whether those that are written in a file mean something.
public final class FaultWords {
  /// What can be broken, in order of the help text.
  private static final List<String> BREAKING =
      List.of("kill", "cut", "drop", "slow", "expire", "skew", "withdraw");

  /// The first words of an order to a running lab.
  public static final List<String> ORDERS =
      List.of("kill", "cut", "drop", "slow", "expire", "skew", "withdraw", "list", "heal");

  /// What can be killed.
  public static final List<String> KINDS =
      List.of("control-plane", "api-server", "gateway", "pod", "node", "zone");

  /// Latency or jitter of a link: a number and its unit.
  public static final Pattern LATENCY = Pattern.compile("(\\d{1,5})(ms|s)");

  /// The rate of a link, in Mbit/s.
  public static final Pattern RATE = Pattern.compile("(\\d{1,5}(?:\\.\\d+)?)mbit");

  private static final Pattern SHARE = Pattern.compile("\\d{1,3}(\\.\\d+)?%?");

  /// What a lab has that can be broken.
  ///
  /// @param planes control planes, `CLUSTER/NAME`
  /// @param gateways `CLUSTER/NAME`
  /// @param pods `CLUSTER/NAME`, with and without numbers of replicas
  /// @param nodes `CLUSTER/NODE`
  /// @param domains trust domains of which some mesh has the bundle
  public record Targets(
      Set<String> planes,
      Set<String> clusters,
      Set<String> gateways,
      Set<String> pods,
      Set<String> nodes,
      Set<String> zones,
      Set<String> networks,
      Set<String> domains) {
    public Targets {
      planes = Set.copyOf(planes);
      clusters = Set.copyOf(clusters);
      gateways = Set.copyOf(gateways);
      pods = Set.copyOf(pods);
      nodes = Set.copyOf(nodes);
      zones = Set.copyOf(zones);
      networks = Set.copyOf(networks);
      domains = Set.copyOf(domains);
    }
  }

  private final List<String> words;
  private final Targets targets;
  private final Findings findings;

  private FaultWords(List<String> words, Targets targets, Findings findings) {
    this.words = words;
    this.targets = targets;
    this.findings = findings;
  }

  /// Whether a text is a share of packets in percent.
  public static boolean isShare(String text) {
    return SHARE.matcher(text).matches() && Double.parseDouble(text.replace("%", "")) <= 100;
  }

  /// Looks at the words of a fault that is to break something of a lab.
  ///
  /// @param findings at the list of the words
  public static void check(List<String> words, Targets targets, Findings findings) {
    if (words.isEmpty()) {
      findings.invalid("a fault has words", "write one as in: [kill, zone, c]");
    } else {
      new FaultWords(words, targets, findings).check();
    }
  }

  private void check() {
    switch (words.getFirst()) {
      case "kill" -> kill();
      case "cut" -> {
        place();
        end(2);
      }
      case "drop" -> drop();
      case "slow" -> slow();
      case "expire" -> {
        pod();
        end(3);
      }
      case "skew" -> skew();
      case "withdraw" -> {
        target(1, "trust domain whose bundle a mesh has", targets.domains());
        end(2);
      }
      default -> unknown(0, "fault", BREAKING);
    }
  }

  private void kill() {
    if (!follows(1, String.join(", ", KINDS))) {
      return;
    }
    switch (words.get(1)) {
      case "control-plane" -> target(2, "control plane", targets.planes());
      case "api-server" -> target(2, "cluster", targets.clusters());
      case "gateway" -> target(2, "gateway", targets.gateways());
      case "pod" -> target(2, "pod", targets.pods());
      case "node" -> target(2, "node", targets.nodes());
      case "zone" -> target(2, "zone", targets.zones());
      default -> unknown(1, "kind of thing to kill", KINDS);
    }
    end(3);
  }

  private void drop() {
    place();
    if (follows(2, "a share of packets such as 30%") && !isShare(words.get(2))) {
      findings
          .at(2)
          .invalid("'" + words.get(2) + "' is not a percentage", "write a share from 0% to 100%");
    }
    end(3);
  }

  private void slow() {
    place();
    if (!follows(2, "a latency such as 40ms, or a rate such as 5mbit")) {
      return;
    }
    int latencies = 0;
    for (int i = 2; i < words.size(); i++) {
      boolean latency = LATENCY.matcher(words.get(i)).matches() && latencies < 2;
      latencies += latency ? 1 : 0;
      if (!latency && !RATE.matcher(words.get(i)).matches()) {
        findings
            .at(i)
            .invalid(
                "'" + words.get(i) + "' is no latency, jitter or rate",
                "write them as in: 40ms, 10ms, 5mbit");
      }
    }
  }

  private void skew() {
    pod();
    if (follows(3, "an offset such as +2h") && !Offset.is(words.get(3))) {
      findings
          .at(3)
          .invalid("'" + words.get(3) + "' is not an offset of a clock", "write it as +2h or -30m");
    }
    end(4);
  }

  private void place() {
    Set<String> places = new java.util.HashSet<>(targets.networks());
    places.addAll(targets.nodes());
    target(1, "network or node", places);
  }

  private void pod() {
    Set<String> certified = new java.util.HashSet<>(targets.pods());
    certified.addAll(targets.gateways());
    if (follows(1, "pod") && !words.get(1).equals("pod")) {
      unknown(1, "kind of thing to " + words.getFirst(), List.of("pod"));
    }
    if (words.size() > 1) {
      target(2, "pod", certified);
    }
  }

  private void target(int n, String what, Collection<String> known) {
    if (follows(n, "a " + what) && !known.contains(words.get(n))) {
      unknown(n, what, known);
    }
  }

  private void unknown(int n, String what, Collection<String> known) {
    findings
        .at(n)
        .invalid(
            "there is no " + what + " '" + words.get(n) + "'",
            Nearest.remedy(words.get(n), known.stream().sorted().toList()));
  }

  /// Whether there is a word at a place; says what it must be otherwise.
  private boolean follows(int n, String what) {
    if (words.size() == n) {
      findings.invalid("'" + words.getLast() + "' needs a word after it", "add " + what);
    }
    return words.size() > n;
  }

  private void end(int count) {
    if (words.size() > count) {
      findings
          .at(count)
          .invalid(
              "'" + words.get(count) + "' is one word too many for '" + words.getFirst() + "'",
              "remove it");
    }
  }
}
