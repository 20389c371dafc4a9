package dev.weft.cli.resource;

import dev.weft.api.Kind;
import dev.weft.api.schema.Nearest;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How people write a kind on the command line: in any case, in the plural, in short as kubectl has
/// it, or with its group, as in `gateways.networking.istio.io`.
final class KindWords {
  private static final Map<String, Kind> SHORT =
      Map.ofEntries(
          Map.entry("vs", Kind.VIRTUAL_SERVICE),
          Map.entry("dr", Kind.DESTINATION_RULE),
          Map.entry("gw", Kind.GATEWAY),
          Map.entry("se", Kind.SERVICE_ENTRY),
          Map.entry("we", Kind.WORKLOAD_ENTRY),
          Map.entry("wg", Kind.WORKLOAD_GROUP),
          Map.entry("pa", Kind.PEER_AUTHENTICATION),
          Map.entry("ra", Kind.REQUEST_AUTHENTICATION),
          Map.entry("ap", Kind.AUTHORIZATION_POLICY),
          Map.entry("ns", Kind.NAMESPACE),
          Map.entry("no", Kind.NODE),
          Map.entry("svc", Kind.SERVICE),
          Map.entry("ep", Kind.ENDPOINTS),
          Map.entry("po", Kind.POD),
          Map.entry("deploy", Kind.DEPLOYMENT),
          Map.entry("sa", Kind.SERVICE_ACCOUNT),
          Map.entry("ing", Kind.INGRESS),
          Map.entry("cm", Kind.CONFIG_MAP));

  private KindWords() {}

  /// The label of the kind that is meant.
  ///
  /// @throws Refusal when there is no such kind, with the nearest there is
  static String label(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    int dot = lower.indexOf('.');
    String name = dot < 0 ? lower : lower.substring(0, dot);
    String group = dot < 0 ? "" : lower.substring(dot + 1);
    return Arrays.stream(Kind.values())
        .filter(
            kind -> kind == SHORT.get(name) || names(kind.label().toLowerCase(Locale.ROOT), name))
        .filter(kind -> group.isEmpty() || isOf(kind, group))
        .findFirst()
        .map(Kind::label)
        .orElseThrow(() ->
            Refusal.because(
                Exit.REFUSED,
                "there is no kind '"
                    + word
                    + "'; "
                    + Nearest.of(name, labels())
                        .map(nearest -> "did you mean '" + nearest + "'?")
                        .orElseGet(() -> "there are " + String.join(", ", labels()))));
  }

  private static List<String> labels() {
    return Arrays.stream(Kind.values()).map(Kind::label).toList();
  }

  /// Whether a kind is of `networking.istio.io`, or of `v1.networking.istio.io`.
  private static boolean isOf(Kind kind, String group) {
    return kind.apiVersions().stream()
        .map(version -> version.split("/", 2))
        .filter(parts -> parts.length == 2)
        .anyMatch(parts -> group.equals(parts[0]) || group.equals(parts[1] + "." + parts[0]));
  }

  private static boolean names(String label, String word) {
    String stem = label.endsWith("y") ? label.substring(0, label.length() - 1) : label;
    return word.equals(label)
        || word.equals(label + "s")
        || word.equals(label + "es")
        || word.equals(stem + "ies");
  }
}
