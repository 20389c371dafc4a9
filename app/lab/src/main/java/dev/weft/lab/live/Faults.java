package dev.weft.lab.live;

import dev.weft.api.schema.Nearest;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.lab.fault.FaultWords;
import dev.weft.lab.plan.Layout;
import dev.weft.lab.plan.Pod;
import dev.weft.lab.plan.Uplink;
import dev.weft.lab.plan.Wiring;
import dev.weft.lab.topology.Workload;
import dev.weft.linux.namespace.Namespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Breaks things on purpose, and mends them.
final class Faults {
  /// What changes nothing.
  private static final Set<String> ASKED = Set.of("list", "ailing", "wait");

  /// How long a pod may take until it is well again.
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  /// By which its own rules are found again.
  private static final String MARK = "weft-fault";

  private final Layout layout;
  private final Targets targets;
  private final Events events;
  private final Set<Part> held = new LinkedHashSet<>();
  private final Set<PodLife> down = new LinkedHashSet<>();
  private final Set<String> ruled = new LinkedHashSet<>();
  private final List<Exchange.Bundle> withdrawn = new ArrayList<>();
  private final TimeFaults times;
  private final Links links;
  private final Exchange exchange;
  private final Map<String, String> slowed = new LinkedHashMap<>();

  /// What can be ended: control planes by `CLUSTER/NAME`, API servers by cluster, and the pods that
  /// there are now.
  ///
  /// @param places where the API servers are asked
  record Targets(
      Map<String, Part> planes,
      Map<String, Part> clusters,
      Supplier<Map<String, PodLife>> lives,
      Places places) {}

  Faults(Layout layout, TimeFaults times, Links links, Targets targets, Events events) {
    this.times = times;
    this.links = links;
    this.layout = layout;
    this.targets = targets;
    this.exchange = new Exchange(layout, targets.places());
    this.events = events;
  }

  /// What `weft lab fault` says, without these words.
  ///
  /// @return what was done, a line each
  synchronized List<String> order(List<String> words) {
    List<String> done =
        switch (words.getFirst()) {
          case "kill" -> kill(word(words, 1, FaultWords.KINDS), word(words, 2, List.of("a name")));
          case "cut" -> link(words, 100);
          case "drop" -> link(words, percent(words));
          case "slow" -> slow(words);
          case "expire" -> List.of(times.expire(pod(words)));
          case "skew" -> List.of(times.skew(pod(words), word(words, 3, List.of("+2h", "-30m"))));
          case "withdraw" -> withdraw(word(words, 1, List.of("a trust domain")));
          case "heal" -> heal();
          case "wait" -> await();
          case "list" -> list();
          case "ailing" -> ailing();
          default ->
              throw Refusal.because(
                  Exit.USAGE,
                  "there is no fault '"
                      + words.getFirst()
                      + "'; "
                      + Nearest.remedy(words.getFirst(), FaultWords.ORDERS));
        };
    if (!ASKED.contains(words.getFirst())) {
      done.forEach(line -> events.say("fault: " + line));
    }
    return done;
  }

  private static String word(List<String> words, int n, List<String> what) {
    if (words.size() <= n) {
      throw Refusal.because(
          Exit.USAGE, "after '" + words.getLast() + "' comes " + String.join(" or ", what));
    }
    return words.get(n);
  }

  private List<String> kill(String kind, String name) {
    List<String> done = new ArrayList<>();
    switch (kind) {
      case "control-plane" -> hold(known("control plane", name, targets.planes()), done);
      case "api-server" -> hold(known("cluster", name, targets.clusters()), done);
      case "gateway" -> pods(kind, name, one -> is(one, Pod.Role.GATEWAY, name), done);
      case "pod" -> pods(kind, name, one -> is(one, Pod.Role.WORKLOAD, name), done);
      case "node" ->
          pods(
              kind, name, one -> name.equals(one.cluster() + "/" + one.spot().node().name()), done);
      case "zone" -> pods(kind, name, one -> one.spot().node().zone().equals(name), done);
      default -> throw unknown("kind of thing to kill", kind, FaultWords.KINDS);
    }
    return done;
  }

  private static Part known(String kind, String name, Map<String, Part> parts) {
    Part part = parts.get(name);
    if (part == null) {
      throw unknown(kind, name, parts.keySet());
    }
    return part;
  }

  private static boolean is(Pod pod, Pod.Role role, String name) {
    return pod.kind().role() == role
        && (pod.id().equals(name) || pod.id().replaceFirst("-\\d+$", "").equals(name));
  }

  private interface Choice {
    boolean of(Pod pod);
  }

  private void pods(String kind, String name, Choice choice, List<String> done) {
    List<PodLife> chosen =
        targets.lives().get().values().stream().filter(life -> choice.of(life.pod())).toList();
    if (chosen.isEmpty()) {
      throw unknown(kind, name, targets.lives().get().keySet());
    }
    // All processes end before anybody is told, as in a power failure.
    chosen.forEach(life -> life.parts().forEach(part -> hold(part, done)));
    down.addAll(chosen);
    chosen.forEach(life -> life.publish(false));
  }

  private void hold(Part part, List<String> done) {
    part.hold();
    held.add(part);
    done.add(part.name() + " is dead");
  }

  private static Refusal unknown(String kind, String name, java.util.Collection<String> known) {
    return Refusal.because(
        Exit.REFUSED, "there is no " + kind + " '" + name + "'; " + Nearest.remedy(name, known));
  }

  /// `cut NETWORK`, `cut CLUSTER/NODE`: the link towards the rest.
  private List<String> link(List<String> words, double percent) {
    String place = word(words, 1, List.of("a network", "CLUSTER/NODE"));
    String namespace =
        Uplink.of(layout, place)
            .orElseThrow(() -> unknown("network or node", place, layout.names().networks()))
            .namespace();
    mend(namespace);
    String chance =
        percent >= 100
            ? ""
            : String.format(
                Locale.ROOT, " -m statistic --mode random --probability %.4f", percent / 100);
    for (String rule : List.of("PREROUTING -i " + Wiring.UP, "POSTROUTING -o " + Wiring.UP)) {
      List<String> command = new ArrayList<>(List.of("iptables", "-w", "-t", "mangle", "-A"));
      command.addAll(
          List.of((rule + chance + " -m comment --comment " + MARK + " -j DROP").split(" ", -1)));
      new Namespace(namespace).run(command.toArray(String[]::new));
    }
    ruled.add(namespace);
    return List.of(
        "the link of "
            + place
            + (percent >= 100
                ? " is cut"
                : String.format(Locale.ROOT, " loses %.1f %% each way", percent)));
  }

  private List<String> slow(List<String> words) {
    String place = word(words, 1, List.of("a network", "CLUSTER/NODE"));
    if (Uplink.of(layout, place).isEmpty()) {
      throw unknown("network or node", place, layout.names().networks());
    }
    String said = links.slow(place, words.subList(2, words.size()));
    slowed.put(place, said);
    return List.of(said);
  }

  private static double percent(List<String> words) {
    String text = word(words, 2, List.of("a percentage"));
    if (!FaultWords.isShare(text)) {
      throw Refusal.because(Exit.USAGE, "'" + text + "' is not a percentage");
    }
    return Double.parseDouble(text.replace("%", ""));
  }

  private static void mend(String namespace) {
    Namespace at = new Namespace(namespace);
    at.run("iptables-save", "-t", "mangle")
        .lines()
        .filter(line -> line.startsWith("-A") && line.contains(MARK))
        .forEach(line -> {
          List<String> command = new ArrayList<>(List.of("iptables", "-w", "-t", "mangle"));
          command.addAll(List.of(line.replaceFirst("^-A", "-D").split(" ", -1)));
          at.run(command.toArray(String[]::new));
        });
  }

  /// Takes the bundle of a trust domain away from all other meshes, while their connections go on.
  private List<String> withdraw(String domain) {
    List<Exchange.Bundle> taken = exchange.withdraw(List.of(domain));
    if (taken.isEmpty()) {
      throw unknown(
          "bundle of trust domain",
          domain,
          layout.lab().meshes().stream().flatMap(mesh -> mesh.trusts().stream()).toList());
    }
    withdrawn.addAll(taken);
    return taken.stream().map(Faults::missing).toList();
  }

  private static String missing(Exchange.Bundle bundle) {
    return "cluster " + bundle.cluster() + " has no bundle of " + bundle.domain();
  }

  private List<String> heal() {
    List<String> done = new ArrayList<>();
    ruled.forEach(Faults::mend);
    ruled.forEach(namespace -> done.add("the link of " + namespace + " is whole"));
    ruled.clear();
    held.forEach(part -> {
      part.release();
      done.add(part.name() + " starts again");
    });
    if (targets.clusters().values().stream().anyMatch(held::contains)) {
      servers();
    }
    held.clear();
    down.forEach(PodLife::recover);
    down.clear();
    slowed
        .keySet()
        .forEach(place -> {
          links.heal(place);
          done.add("the link of " + place + " is as fast as before");
        });
    slowed.clear();
    done.addAll(times.heal());
    exchange.give(withdrawn);
    withdrawn.forEach(bundle ->
        done.add("cluster " + bundle.cluster() + " has the bundle of " + bundle.domain()));
    withdrawn.clear();
    return done;
  }

  /// Returns when all that was broken is mended and well.
  private List<String> await() {
    if (!list().isEmpty()) {
      throw Refusal.because(
          Exit.REFUSED,
          "something is broken on purpose: "
              + String.join("; ", list())
              + "; 'weft lab fault heal' mends it");
    }
    servers();
    for (PodLife life : targets.lives().get().values()) {
      if (layout.workload(life.pod()).filter(Workload::hindered).isPresent()) {
        continue; // it may never be well
      }
      Wait.until("pod " + life.pod().id(), PATIENCE, () -> life.ready() && life.well());
    }
    targets
        .planes()
        .keySet()
        .forEach(name ->
            Wait.until(
                "control plane " + name,
                PATIENCE,
                () -> PodLife.listens(layout.pod(name).orElseThrow().namespace(), List.of(15012))));
    return List.of();
  }

  /// Returns when the API server of every cluster answers.
  private void servers() {
    targets
        .clusters()
        .keySet()
        .forEach(name ->
            Wait.until("cluster " + name, PATIENCE, () -> targets.places().api(name).answers()));
  }

  private List<String> list() {
    List<String> lines = new ArrayList<>();
    held.forEach(part -> lines.add(part.name() + " is dead"));
    ruled.forEach(namespace -> lines.add("the link of " + namespace + " is cut or loses packets"));
    lines.addAll(slowed.values());
    lines.addAll(times.list());
    withdrawn.forEach(bundle -> lines.add(missing(bundle)));
    return lines;
  }

  /// Pods that take no traffic, and why.
  private List<String> ailing() {
    return targets.lives().get().values().stream()
        .filter(life -> !life.ready())
        .map(PodLife::ailment)
        .sorted()
        .toList();
  }

  /// The pod that the third word names.
  private PodLife pod(List<String> words) {
    word(words, 1, List.of("pod"));
    if (!words.get(1).equals("pod")) {
      throw Refusal.because(Exit.USAGE, "after '" + words.getFirst() + "' comes pod CLUSTER/POD");
    }
    String name = word(words, 2, List.of("CLUSTER/POD"));
    return layout
        .pod(name)
        .flatMap(pod -> java.util.Optional.ofNullable(targets.lives().get().get(pod.id())))
        .orElseThrow(() -> unknown("pod", name, targets.lives().get().keySet()));
  }
}
