package dev.weft.cli.resource;

import dev.weft.api.Kind;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// How people write a kind on the command line: in any case, in the plural, or in short as kubectl
/// has it.
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
          Map.entry("svc", Kind.SERVICE),
          Map.entry("ep", Kind.ENDPOINTS),
          Map.entry("po", Kind.POD),
          Map.entry("deploy", Kind.DEPLOYMENT),
          Map.entry("sa", Kind.SERVICE_ACCOUNT),
          Map.entry("ing", Kind.INGRESS),
          Map.entry("cm", Kind.CONFIG_MAP));

  private KindWords() {}

  /// The label of the kind that is meant; empty for an empty word.
  ///
  /// @throws Refusal when there is no such kind, with those there are
  static String label(String word) {
    if (word.isEmpty()) {
      return "";
    }
    String lower = word.toLowerCase(Locale.ROOT);
    Kind brief = SHORT.get(lower);
    if (brief != null) {
      return brief.label();
    }
    return Arrays.stream(Kind.values())
        .filter(kind -> names(kind.label().toLowerCase(Locale.ROOT), lower))
        .findFirst()
        .map(Kind::label)
        .orElseThrow(() ->
            Refusal.because(
                Exit.REFUSED,
                "there is no kind '"
                    + word
                    + "'; there are "
                    + Arrays.stream(Kind.values())
                        .map(Kind::label)
                        .collect(Collectors.joining(", "))));
  }

  private static boolean names(String label, String word) {
    String stem = label.endsWith("y") ? label.substring(0, label.length() - 1) : label;
    return word.equals(label)
        || word.equals(label + "s")
        || word.equals(label + "es")
        || word.equals(stem + "ies");
  }
}
