package dev.weft.telemetry.metrics;

import java.util.List;

/// The two spellings of one metric.
///
/// @param dotted Envoy's own, unique, such as `cluster.web.upstream_rq_total`
/// @param family Prometheus' family, such as `envoy_cluster_upstream_rq_total`
/// @param labels what tells the members of the family apart, in the order they are shown
public record Name(String dotted, String family, List<Label> labels) {
  public Name {
    labels = List.copyOf(labels);
  }

  /// A metric of Envoy's without labels: `server.live` is `envoy_server_live`.
  public static Name of(String dotted) {
    return new Name(dotted, "envoy_" + sanitized(dotted), List.of());
  }

  /// A name whose variable part becomes a label, as Envoy's tag extraction does: scope `cluster`,
  /// instance `web`, stat `upstream_rq_total`.
  ///
  /// Unlike Envoy's default, which cuts at the first dot, the whole instance is the label's value;
  /// Istio's bootstrap configures Envoy to do the same.
  public static Name scoped(String scope, Label instance, String stat) {
    return new Name(
        scope + "." + instance.value() + "." + stat,
        "envoy_" + sanitized(scope) + "_" + sanitized(stat),
        List.of(instance));
  }

  /// This name with one more label in front, and another family.
  public Name in(String otherFamily, Label first) {
    List<Label> more = new java.util.ArrayList<>();
    more.add(first);
    more.addAll(labels);
    return new Name(dotted, otherFamily, more);
  }

  /// A string in which only what Prometheus allows in a metric's name is left.
  public static String sanitized(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean allowed =
          c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
      clean.append(allowed ? c : '_');
    }
    return clean.toString();
  }
}
