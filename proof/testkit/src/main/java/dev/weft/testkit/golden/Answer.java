package dev.weft.testkit.golden;

import dev.weft.explain.Explainer;
import dev.weft.explain.Explanation;
import dev.weft.explain.Explanation.Branch;
import dev.weft.explain.Hop;
import dev.weft.explain.Hop.Stage;
import dev.weft.explain.Request;
import dev.weft.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// An explanation in one line for each way that the request may take: `SHARE to CLUSTER, HOW;
/// OUTCOME; because RULE`. What is the same for every call inside a mesh (the usual retries, the
/// server names and identities of mutual TLS) is left out; compiled files have it.
final class Answer {
  /// Facts that the line has anyway, or that say nothing about what was decided.
  private static final Set<String> LEFT_OUT =
      Set.of("cluster", "endpoint", "endpoints", "client", "table", "virtual host", "address");

  /// How meshed proxies do it when nobody says otherwise.
  private static final Set<String> USUAL =
      Set.of(
          "retries 2 on cancelled, connect-failure, refused-stream, retriable-status-codes,"
              + " unavailable",
          "retries at once 20 % of the requests under way, at least 3 (of Weft's proxy by itself;"
              + " trafficPolicy.retryBudget sets another)");

  private static final java.util.regex.Pattern MESH_NAME =
      java.util.regex.Pattern.compile("SNI outbound_.*|expects spiffe://cluster[.]local/.*");

  private Answer() {}

  private static boolean isUsual(String fact) {
    return USUAL.contains(fact) || MESH_NAME.matcher(fact).matches();
  }

  static List<String> of(Call call, World world, Cast cast) {
    Explanation explanation =
        Explainer.explain(
            world,
            cast.named(call.from()),
            cast,
            Request.of(call.method(), call.url(), call.headers()));
    List<String> lines = new ArrayList<>();
    for (Branch branch : explanation.branches()) {
      lines.add(line(explanation, branch));
    }
    return lines;
  }

  private static String line(Explanation explanation, Branch branch) {
    StringBuilder line = new StringBuilder();
    if (branch.percent() != 100) {
      // Estimated shares move with the generator; only configured ones are worth pinning.
      line.append(branch.exact() ? number(branch.percent()) + "% " : "some ");
    }
    List<String> parts = new ArrayList<>();
    List<Hop> hops = branch.hops();
    for (Hop hop : hops) {
      boolean here = hop.place().equals(explanation.from());
      boolean told =
          hop.stage() == Stage.ROUTE || hop.stage() == Stage.CLUSTER || hop.stage() == Stage.TLS;
      if (here && (hop.stage() == Stage.ROUTE || hop.stage() == Stage.TLS)) {
        parts.add(hop.text());
      }
      if (here && (told || hop.stage() == Stage.VERDICT)) {
        for (Hop.Fact fact : hop.facts()) {
          String text = fact.name() + " " + fact.value();
          if (!LEFT_OUT.contains(fact.name()) && !isUsual(text)) {
            parts.add(text);
          }
        }
      }
    }
    // A proxy that answers by itself names its route's cluster too, though it asked nobody.
    boolean asked = hops.stream().anyMatch(hop -> hop.stage() == Stage.CLUSTER);
    String cluster = asked ? branch.outcome().cluster() : "";
    if (!cluster.isEmpty()) {
      line.append("to ").append(cluster);
      line.append(parts.isEmpty() ? "" : ", ");
    }
    line.append(String.join(", ", parts));
    line.append(parts.isEmpty() && cluster.isEmpty() ? "" : "; ").append(branch.outcome().text());
    if (!branch.outcome().rule().isEmpty()) {
      line.append("; because ").append(branch.outcome().rule());
    }
    return line.toString();
  }

  private static String number(double percent) {
    return percent == Math.rint(percent)
        ? Long.toString(Math.round(percent))
        : Double.toString(Math.rint(percent * 10) / 10);
  }
}
