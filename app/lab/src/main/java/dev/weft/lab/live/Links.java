package dev.weft.lab.live;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.lab.fault.FaultWords;
import dev.weft.lab.plan.Layout;
import dev.weft.lab.plan.Uplink;
import dev.weft.lab.plan.Wiring;
import dev.weft.lab.topology.Link;
import dev.weft.linux.namespace.Ip;
import dev.weft.linux.namespace.Namespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Links that are late, slow or lose packets. A program stands in such a link and passes its
/// frames, for the kernel's own means for this are not on every machine.
final class Links {
  private static final String LOWER = "lower";
  private static final String UPPER = "upper";
  private static final Pattern ADDRESS = Pattern.compile("link/ether ([0-9a-f:]{17})");

  private final LabHome home;
  private final Layout layout;

  /// The program in each link that has one, and the shapes that the lab's file gives it.
  private final Map<String, Bad> wires = new LinkedHashMap<>();

  private record Bad(Part part, List<String> shapes) {}

  Links(LabHome home, Layout layout) {
    this.home = home;
    this.layout = layout;
  }

  /// Makes the links of the lab's file what it says.
  synchronized void shape() {
    Map<String, List<String>> shapes = new LinkedHashMap<>();
    for (Link link : layout.lab().links()) {
      String first = link.between().getFirst();
      String second = link.between().getLast();
      boolean networks = layout.names().networks().containsAll(link.between());
      String place = networks || first.contains("/") ? first : second;
      List<String> only = networks ? Uplink.addresses(layout, second) : List.of();
      shapes.computeIfAbsent(place, none -> new ArrayList<>()).add(shape(link, only));
    }
    shapes.forEach((place, texts) -> {
      Bad bad = new Bad(insert(uplink(place), texts), texts);
      wires.put(place, bad);
    });
  }

  /// `PLACE 40ms [10ms] [5mbit]`: everything on the link of a place is late, by up to as much more
  /// or less, and at a rate.
  synchronized String slow(String place, List<String> words) {
    List<Duration> times = new ArrayList<>();
    Optional<Double> rate = Optional.empty();
    for (String word : words) {
      Matcher time = FaultWords.LATENCY.matcher(word);
      Matcher megabits = FaultWords.RATE.matcher(word);
      if (time.matches() && times.size() < 2) {
        long number = Long.parseLong(time.group(1));
        times.add(
            time.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number));
      } else if (megabits.matches()) {
        rate = Optional.of(Double.parseDouble(megabits.group(1)));
      } else {
        throw Refusal.because(
            Exit.USAGE,
            "'" + word + "' is no latency, jitter or rate; write them as in: 40ms 10ms 5mbit");
      }
    }
    if (times.isEmpty() && rate.isEmpty()) {
      throw Refusal.because(
          Exit.USAGE, "after '" + place + "' comes a latency such as 40ms, or a rate as 5mbit");
    }
    Link link =
        new Link(
            List.of(place, place),
            times.isEmpty() ? Duration.ZERO : times.getFirst(),
            times.size() < 2 ? Duration.ZERO : times.getLast(),
            0,
            rate);
    List<String> shapes = List.of(shape(link, List.of()));
    Bad bad = wires.get(place);
    if (bad == null) {
      wires.put(place, new Bad(insert(uplink(place), shapes), List.of()));
    } else {
      bad.part().alter(new Part.Alteration(shapes, Map.of()));
    }
    return "the link of " + place + " is slow: " + String.join(" ", words);
  }

  /// Makes the link of a place again what the lab's file says.
  synchronized void heal(String place) {
    Bad bad = wires.get(place);
    if (bad != null) {
      bad.part().alter(new Part.Alteration(bad.shapes(), Map.of()));
    }
  }

  /// Ends the programs in all links.
  synchronized void stop() {
    wires.values().forEach(bad -> bad.part().stop());
  }

  private Uplink uplink(String place) {
    return Uplink.of(layout, place)
        .orElseThrow(
            () -> Refusal.because(Exit.REFUSED, "there is no network or node '" + place + "'"));
  }

  /// As `link.py` reads it.
  static String shape(Link link, List<String> prefixes) {
    String text =
        String.format(
            Locale.ROOT,
            "%d,%d,%.3f,%.3f",
            link.latency().toMillis(),
            link.jitter().toMillis(),
            link.loss(),
            link.megabits().orElse(0.0));
    return prefixes.isEmpty() ? text : text + "," + String.join(",", prefixes);
  }

  /// Puts a namespace into a link: its old lower end moves there, and a new one takes its place.
  /// The new one keeps the hardware address, for the upper end remembers it.
  private Part insert(Uplink link, List<String> shapes) {
    Namespace lower = new Namespace(link.namespace());
    Namespace wire = Namespace.create(link.wire());
    wire.sysctl(Map.of("net.ipv6.conf.all.disable_ipv6", "1"));
    Matcher address = ADDRESS.matcher(lower.run("ip", "-o", "link", "show", Wiring.UP));
    String kept = address.find() ? " address " + address.group(1) : "";
    new Ip(lower)
        .line("link set " + Wiring.UP + " netns " + wire.name() + " name " + UPPER)
        .line(
            "link add "
                + Wiring.UP
                + kept
                + " type veth peer name "
                + LOWER
                + " netns "
                + wire.name())
        .apply();
    Ip ends = new Ip(wire);
    ends.line("link set " + LOWER + " up").line("link set " + UPPER + " up").apply();
    Part part =
        new Part(
            "link of " + link.place(),
            wire.words(
                List.of(
                    "/usr/bin/python3",
                    home.runtime().resolve("link.py").toString(),
                    LOWER,
                    UPPER)),
            Map.of(),
            home.log("link-" + link.place().replace('/', '.')));
    part.alter(new Part.Alteration(shapes, Map.of()));
    part.start();
    Ip again = new Ip(lower);
    link.lines().forEach(again::line);
    again.apply();
    return part;
  }
}
