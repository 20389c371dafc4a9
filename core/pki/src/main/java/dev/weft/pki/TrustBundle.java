package dev.weft.pki;

import dev.weft.model.Checked;
import dev.weft.model.Identity;
import dev.weft.model.Problem;
import dev.weft.model.TrustDomain;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Whom to believe, one set of roots per trust domain: a root of one domain never vouches for a
/// name in another.
///
/// @param roots the roots of each domain
public record TrustBundle(Map<TrustDomain, List<X509Certificate>> roots) {
  /// Longest chain that is verified, in certificates; more is refused unread.
  public static final int LIMIT_CHAIN = 10;

  /// Nobody is believed.
  public static final TrustBundle NONE = new TrustBundle(Map.of());

  public TrustBundle {
    Map<TrustDomain, List<X509Certificate>> copy = new LinkedHashMap<>();
    roots.forEach((domain, list) -> copy.put(domain, List.copyOf(list)));
    roots = java.util.Collections.unmodifiableMap(copy);
  }

  /// The roots of one domain.
  public static TrustBundle of(TrustDomain domain, List<X509Certificate> roots) {
    return new TrustBundle(Map.of(domain, roots));
  }

  /// Both bundles' domains; the roots of a domain in both are united.
  public TrustBundle and(TrustBundle other) {
    Map<TrustDomain, List<X509Certificate>> union = new LinkedHashMap<>(roots);
    other.roots.forEach((domain, list) ->
        union.merge(
            domain,
            list,
            (mine, theirs) -> {
              Set<X509Certificate> all = new LinkedHashSet<>(mine);
              all.addAll(theirs);
              return new ArrayList<>(all);
            }));
    return new TrustBundle(union);
  }

  /// The roots of one domain; empty when the domain is unknown.
  public List<X509Certificate> of(TrustDomain domain) {
    return roots.getOrDefault(domain, List.of());
  }

  /// All roots as text, for a peer that knows one bundle only.
  public String pem() {
    return roots.values().stream()
        .flatMap(List::stream)
        .distinct()
        .map(Pem::text)
        .collect(Collectors.joining());
  }

  /// Verifies a chain, leaf first, at a moment, against the roots of the domain that the leaf
  /// itself names.
  ///
  /// @return who the leaf proves to be
  public Checked<Identity> verify(List<X509Certificate> chain, Instant now) {
    return verifyName(chain, now)
        .then(name ->
            Identity.parse(name)
                .map(Checked::valid)
                .orElseGet(() ->
                    refused(
                        "the certificate names no workload: " + name,
                        "it needs exactly one URI, spiffe://DOMAIN/ns/NAMESPACE/sa/ACCOUNT")));
  }

  /// As `verify`, for SPIFFE ids of any path.
  ///
  /// @return the SPIFFE id
  public Checked<String> verifyName(List<X509Certificate> chain, Instant now) {
    if (chain.isEmpty() || chain.size() > LIMIT_CHAIN) {
      return refused("a chain of " + chain.size() + " certificates", "send 1 to " + LIMIT_CHAIN);
    }
    X509Certificate leaf = chain.getFirst();
    List<String> names = Inspection.uris(leaf);
    Optional<TrustDomain> domain = names.size() == 1 ? domain(names.getFirst()) : Optional.empty();
    if (domain.isEmpty()) {
      return refused(
          "the certificate names no workload: " + names,
          "it needs exactly one URI, spiffe://DOMAIN/ns/NAMESPACE/sa/ACCOUNT");
    }
    String name = names.getFirst();
    if (leaf.getBasicConstraints() >= 0) {
      return refused("an authority's certificate is no workload's", "send a leaf certificate");
    }
    List<X509Certificate> anchors = of(domain.get());
    if (anchors.isEmpty()) {
      return refused(
          "no root is known for trust domain " + domain.get(), "known are " + roots.keySet());
    }
    try {
      validate(chain, anchors, now);
      return Checked.valid(name);
    } catch (GeneralSecurityException refusal) {
      return refused(
          "the chain of " + name + " does not verify: " + refusal.getMessage(),
          "compare it with the roots of " + domain.get() + " and with the clock");
    }
  }

  private static Optional<TrustDomain> domain(String uri) {
    if (!uri.startsWith("spiffe://")) {
      return Optional.empty();
    }
    String rest = uri.substring("spiffe://".length());
    int slash = rest.indexOf('/');
    String name = slash < 0 ? rest : rest.substring(0, slash);
    return TrustDomain.isValid(name) ? Optional.of(new TrustDomain(name)) : Optional.empty();
  }

  private static void validate(
      List<X509Certificate> chain, List<X509Certificate> anchors, Instant now)
      throws GeneralSecurityException {
    List<X509Certificate> path = new ArrayList<>(chain);
    while (path.size() > 1 && anchors.contains(path.getLast())) {
      path.removeLast();
    }
    PKIXParameters parameters =
        new PKIXParameters(
            anchors.stream().map(root -> new TrustAnchor(root, null)).collect(Collectors.toSet()));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now));
    var factory = CertificateFactory.getInstance("X.509");
    CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(path), parameters);
    for (X509Certificate anchor : anchors) {
      if (anchor.getSubjectX500Principal().equals(path.getLast().getIssuerX500Principal())) {
        anchor.checkValidity(Date.from(now)); // PKIX leaves the anchor's own life unread
      }
    }
  }

  private static <T> Checked<T> refused(String cause, String remedy) {
    return new Checked.Invalid<>(
        List.of(Problem.error(Problem.Code.INVALID_VALUE, "", cause, remedy)));
  }
}
