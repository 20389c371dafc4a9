package dev.weft.lab.live;

import dev.weft.api.schema.Nearest;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
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
  private static final List<String> KINDS =
      List.of("control-plane", "gateway", "pod", "node", "zone");

  private static final List<String> WORDS =
      List.of("kill", "cut", "drop", "slow", "expire", "skew", "list", "heal");

  /// How long a pod may take until it is well again.
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  /// By which its own rules are found again.
  private static final String MARK = "weft-fault";

  private final Layout layout;
  private final Map<String, Part> planes;
  private final Supplier<Map<String, PodLife>> lives;
  private final Events events;
  private final Set<Part> held = new LinkedHashSet<>();
  private final Set<PodLife> down = new LinkedHashSet<>();
  private final Set<String> ruled = new LinkedHashSet<>();
  private final TimeFaults times;
  private final Links links;
  private final Map<String, String> slowed = new LinkedHashMap<>();

  /// What can be ended: control planes by `CLUSTER/NAME`, and the pods that there are now.
  record Targets(Map<String, Part> planes, Supplier<Map<String, PodLife>> lives) {}

  Faults(Layout layout, TimeFaults times, Links links, Targets targets, Events events) {
    this.times = times;
    this.links = links;
    this.layout = layout;
    this.planes = targets.planes();
    this.lives = targets.lives();
    this.events = events;
  }

  /// What `weft lab fault` says, without these words.
  ///
  /// @return what was done, a line each
  synchronized List<String> order(List<String> words) {
    List<String> done =
        switch (words.getFirst()) {
          case "kill" -> kill(word(words, 1, KINDS), word(words, 2, List.of("a name")));
          case "cut" -> link(words, 100);
          case "drop" -> link(words, percent(words));
          case "slow" -> slow(words);
          case "expire" -> List.of(times.expire(pod(words)));
          case "skew" -> List.of(times.skew(pod(words), word(words, 3, List.of("+2h", "-30m"))));
          case "heal" -> heal();
          case "wait" -> await();
          case "list" -> list();
          default ->
              throw Refusal.because(
                  Exit.USAGE,
                  "there is no fault '"
                      + words.getFirst()
                      + "'; "
                      + Nearest.remedy(words.getFirst(), WORDS));
        };
    done.forEach(line -> events.say("fault: " + line));
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
      case "control-plane" -> {
        Part part = planes.get(name);
        if (part == null) {
          throw unknown("control plane", name, planes.keySet());
        }
        hold(part, done);
      }
      case "gateway" -> pods(kind, name, one -> is(one, Pod.Role.GATEWAY, name), done);
      case "pod" -> pods(kind, name, one -> is(one, Pod.Role.WORKLOAD, name), done);
      case "node" ->
          pods(
              kind, name, one -> name.equals(one.cluster() + "/" + one.spot().node().name()), done);
      case "zone" -> pods(kind, name, one -> one.spot().node().zone().equals(name), done);
      default -> throw unknown("kind of thing to kill", kind, KINDS);
    }
    return done;
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
        lives.get().values().stream().filter(life -> choice.of(life.pod())).toList();
    if (chosen.isEmpty()) {
      throw unknown(kind, name, lives.get().keySet());
    }
    // All processes end before anybody is told, as in a power failure.
    chosen.forEach(life -> life.parts().forEach(part -> hold(part, done)));
    for (PodLife life : chosen) {
      life.publish(false);
      down.add(life);
    }
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
    String text = word(words, 2, List.of("a percentage")).replace("%", "");
    if (!text.matches("\\d{1,3}(\\.\\d+)?") || Double.parseDouble(text) > 100) {
      throw Refusal.because(Exit.USAGE, "'" + text + "' is not a percentage");
    }
    return Double.parseDouble(text);
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

  private List<String> heal() {
    List<String> done = new ArrayList<>();
    ruled.forEach(Faults::mend);
    ruled.forEach(namespace -> done.add("the link of " + namespace + " is whole"));
    ruled.clear();
    held.forEach(part -> {
      part.release();
      done.add(part.name() + " starts again");
    });
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
    for (PodLife life : lives.get().values()) {
      if (layout.workload(life.pod()).filter(Workload::hindered).isPresent()) {
        continue; // it may never be well
      }
      Wait.until("pod " + life.pod().id(), PATIENCE, () -> life.ready() && life.well());
    }
    planes.forEach((name, part) -> Wait.until("control plane " + name, PATIENCE, part::alive));
    return List.of();
  }

  private List<String> list() {
    List<String> lines = new ArrayList<>();
    held.forEach(part -> lines.add(part.name() + " is dead"));
    ruled.forEach(namespace -> lines.add("the link of " + namespace + " is cut or loses packets"));
    lines.addAll(slowed.values());
    lines.addAll(times.list());
    return lines;
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
        .flatMap(pod -> java.util.Optional.ofNullable(lives.get().get(pod.id())))
        .orElseThrow(() -> unknown("pod", name, lives.get().keySet()));
  }
}
