package dev.weft.cli.inspect;

import dev.weft.graph.tls.Mistrust;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How often a running proxy has not believed somebody since it started, by its own counters. What
/// a certificate really is, only a proxy that was shown it can know.
///
/// @param proxy whose counters
/// @param peer `client` or `server`: the side that was not believed
/// @param reason a word of Weft's ([Mistrust]), or the name of Envoy's counter, which says no more
public record Refusals(String proxy, String peer, String reason, long times) {
  private static final Pattern WEFT =
      Pattern.compile("weft_trust_refusals\\.(\\w+)\\.(\\w+): (\\d+)");
  private static final Pattern ENVOY =
      Pattern.compile("(cluster|listener)\\..*\\.ssl\\.(fail_verify_(?:error|san)): (\\d+)");

  /// Asks a proxy for those of one side.
  ///
  /// @param admin address of its admin interface, as `http://127.0.0.9:15000`
  /// @throws dev.weft.host.Refusal when it does not answer
  public static List<Refusals> of(String proxy, String admin, boolean weft, String peer) {
    String filter =
        URLEncoder.encode(
            weft ? "weft_trust_refusals" : "ssl.fail_verify_", StandardCharsets.UTF_8);
    String stats = Http.get("the proxy of " + proxy, admin + "/stats?filter=" + filter);
    return read(proxy, stats, weft, peer);
  }

  /// Those that a page `/stats` counts.
  static List<Refusals> read(String proxy, String stats, boolean weft, String peer) {
    Map<String, Long> times = new TreeMap<>();
    for (String line : stats.lines().toList()) {
      Matcher counter = (weft ? WEFT : ENVOY).matcher(line.strip());
      if (counter.matches() && side(counter.group(1)).equals(peer)) {
        times.merge(counter.group(2), Long.parseLong(counter.group(3)), Long::sum);
      }
    }
    List<Refusals> found = new ArrayList<>();
    times.forEach((reason, count) -> {
      if (count > 0) {
        found.add(new Refusals(proxy, peer, reason, count));
      }
    });
    return found;
  }

  /// Envoy counts servers with the cluster, and clients with the listener.
  private static String side(String word) {
    return switch (word) {
      case "cluster" -> "server";
      case "listener" -> "client";
      default -> word;
    };
  }

  /// As a sentence for a person.
  public String words() {
    String meaning =
        Arrays.stream(Mistrust.values())
            .filter(each -> each.word().equals(reason))
            .map(each -> reason + ", " + each.meaning() + "; its access log says whose it was")
            .findFirst()
            .orElse("ssl." + reason + ", and Envoy says no more");
    return proxy + "'s proxy has refused a " + peer + " " + times + " times: " + meaning;
  }
}
