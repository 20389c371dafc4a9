package dev.weft.interop;

import dev.weft.model.Checked;
import dev.weft.pki.Pem;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What a proxy is made of that decides whom it believes and what it shows, as its own
/// `/config_dump` tells it. What only drains does not count; what only warms up counts as missing.
///
/// @param bundles the roots of each list of roots by trust domain, in every TLS context
/// @param fromAgent how many TLS contexts leave the roots to the agent instead
/// @param warming whether something waits to take over
/// @param shown the certificate chain that it shows
/// @param agentRoots the roots that the agent gives
record ProxyTrust(
    List<Set<X509Certificate>> bundles,
    int fromAgent,
    boolean warming,
    List<X509Certificate> shown,
    Set<X509Certificate> agentRoots) {

  static ProxyTrust of(JsonNode dump) {
    Reading reading = new Reading();
    reading.read(dump);
    return new ProxyTrust(
        reading.bundles, reading.fromAgent, reading.warming, reading.shown, reading.agentRoots);
  }

  /// Whether every context that checks peers of the mesh goes by these roots, and by no others.
  boolean believes(Set<X509Certificate> roots) {
    if (warming) {
      return false;
    }
    return fromAgent == 0
        ? !bundles.isEmpty() && bundles.stream().allMatch(roots::equals)
        : bundles.isEmpty() && agentRoots.equals(roots);
  }

  /// Whether it shows a certificate that this one signed.
  boolean shows(String issuer) {
    return !shown.isEmpty() && shown.getFirst().getIssuerX500Principal().getName().equals(issuer);
  }

  @Override
  public String toString() {
    return bundles.stream().map(ProxyTrust::names).distinct().toList()
        + " in "
        + bundles.size()
        + " contexts, "
        + fromAgent
        + " contexts by the agent's "
        + names(agentRoots)
        + ", shows "
        + shown.stream().limit(1).map(X509Certificate::getIssuerX500Principal).toList()
        + (warming ? ", and something is warming" : "");
  }

  private static List<String> names(Set<X509Certificate> roots) {
    return roots.stream().map(root -> root.getSubjectX500Principal().getName()).toList();
  }

  private static final class Reading {
    private final List<Set<X509Certificate>> bundles = new ArrayList<>();
    private int fromAgent;
    private boolean warming;
    private List<X509Certificate> shown = List.of();
    private Set<X509Certificate> agentRoots = Set.of();

    void read(JsonNode node) {
      if (node.isArray()) {
        node.forEach(this::read);
        return;
      }
      for (var field : node.properties()) {
        JsonNode value = field.getValue();
        switch (field.getKey()) {
          case "draining_state" -> {}
          case "warming_state", "dynamic_warming_clusters" -> warming = true;
          case "trust_bundle" -> bundles.add(new LinkedHashSet<>(certificates(value)));
          case "validation_context_sds_secret_config" -> {
            fromAgent += value.path("name").asString("").equals("ROOTCA") ? 1 : 0;
          }
          case "secret" -> secret(value);
          default -> read(value);
        }
      }
    }

    private void secret(JsonNode secret) {
      switch (secret.path("name").asString("")) {
        case "default" -> shown = certificates(secret.at("/tls_certificate/certificate_chain"));
        case "ROOTCA" -> {
          agentRoots =
              new LinkedHashSet<>(certificates(secret.at("/validation_context/trusted_ca")));
        }
        default -> {}
      }
    }

    private static List<X509Certificate> certificates(JsonNode source) {
      String text =
          new String(
              Base64.getDecoder().decode(source.path("inline_bytes").asString("")),
              StandardCharsets.UTF_8);
      return Pem.certificates(text) instanceof Checked.Valid<List<X509Certificate>> read
          ? read.value()
          : List.of();
    }
  }
}
