package dev.weft.compiler.trust;

import dev.weft.compiler.plan.CertificateSource;
import dev.weft.model.StringMatch;
import dev.weft.world.View;
import dev.weft.world.rules.Trust;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Whom proxies believe under mutual TLS.
public final class Believed {
  private Believed() {}

  /// The authorities: one set a trust domain as soon as more than one is believed, and else the
  /// root that each workload got with its own certificate.
  public static CertificateSource authorities(View view) {
    Trust trust = view.configuration().trust();
    if (!trust.isByDomain()) {
      return new CertificateSource.Workload();
    }
    Map<String, String> bundles = new LinkedHashMap<>();
    trust.roots().forEach((domain, roots) -> bundles.put(domain, String.join("", roots)));
    return new CertificateSource.Bundles(bundles);
  }

  /// The beginnings of the names that callers may have: the mesh's own trust domain, its aliases,
  /// and whatever foreign domain is believed. Who of them may do what is for policies to say.
  public static List<StringMatch> callers(View view) {
    Trust trust = view.configuration().trust();
    List<String> domains = new ArrayList<>(trust.own());
    if (trust.isByDomain()) {
      domains.addAll(trust.foreign());
    }
    return domains.stream()
        .<StringMatch>map(domain -> new StringMatch.Prefix("spiffe://" + domain + "/"))
        .toList();
  }
}
