package dev.weft.net.tls;

import dev.weft.graph.match.Text;
import dev.weft.graph.tls.Mistrust;
import dev.weft.graph.tls.SanMatch;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Verifies the other side's certificate chain and names.
///
/// Checking signatures in Java would cost more than the whole handshake does in BoringSSL, and the
/// same few peers connect again and again: a chain that was found good is remembered, byte for
/// byte, until it expires. The handshake itself proves the possession of the key each time, and a
/// change of roots makes a new verifier.
final class Verifier extends X509ExtendedTrustManager {
  /// Good chains remembered; when full, all are forgotten.
  static final int REMEMBERED = 4096;

  static {
    // The codes of refusals are in the library of BoringSSL: their class would be broken for good
    // if it were used before the library is loaded.
    OpenSsl.ensureAvailability();
  }

  private static final String SPIFFE = "spiffe://";
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String ANY_USE = "2.5.29.37.0";

  /// @param roots empty skips the check of the chain
  /// @param domains the roots of each trust domain; when there are any, they count alone
  /// @param names one must match; empty means that every name will do
  /// @param digests accepted SHA-256 digests of the leaf; empty means any
  record Rules(
      Set<TrustAnchor> roots,
      Map<String, Set<TrustAnchor>> domains,
      Collection<? extends CRL> revocations,
      List<SanMatch> names,
      List<String> digests) {}

  private record Validity(long notBeforeMillis, long notAfterMillis) {
    boolean at(long millis) {
      return millis >= notBeforeMillis && millis <= notAfterMillis;
    }
  }

  private record Key(byte[][] chain, int hash) {
    static Key of(X509Certificate[] chain) throws CertificateException {
      byte[][] encoded = new byte[chain.length][];
      for (int i = 0; i < chain.length; i++) {
        encoded[i] = chain[i].getEncoded();
      }
      return new Key(encoded, Arrays.deepHashCode(encoded));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && Arrays.deepEquals(chain, key.chain);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private final Rules rules;
  private final ConcurrentHashMap<Key, Validity> good = new ConcurrentHashMap<>();

  Verifier(Rules rules) {
    this.rules = rules;
  }

  private void check(X509Certificate[] chain, String use) throws CertificateException {
    check(chain, use, new Date());
  }

  /// @param when the moment of the handshake
  private void check(X509Certificate[] chain, String use, Date when) throws CertificateException {
    if (chain == null || chain.length == 0) {
      throw new CertificateException("no certificate was presented");
    }
    Key key = Key.of(chain);
    Validity known = good.get(key);
    if (known != null && known.at(when.getTime())) {
      return;
    }
    List<X509Certificate> parsed = new ArrayList<>(chain.length);
    for (byte[] encoded : key.chain) {
      parsed.add(CertificateFacts.parse(encoded));
    }
    X509Certificate leaf = parsed.get(0);
    checkUse(leaf, use);
    if (!rules.digests().isEmpty() && !rules.digests().contains(CertificateFacts.digest(leaf))) {
      throw refused(Mistrust.WRONG_NAME, "the certificate's digest is not one of those accepted");
    }
    CertificateFacts facts = CertificateFacts.of(leaf);
    if (!facts.matchesAny(rules.names())) {
      throw misnamed(facts);
    }
    if (!rules.domains().isEmpty() || !rules.roots().isEmpty()) {
      for (X509Certificate each : parsed) {
        checkTime(each, when);
      }
    }
    if (!rules.domains().isEmpty()) {
      checkDomain(parsed, facts, when);
    } else if (!rules.roots().isEmpty()) {
      try {
        build(parsed, rules.roots(), when);
      } catch (GeneralSecurityException refused) {
        throw unvouched(facts, refused);
      }
    }
    long from = 0;
    long until = Long.MAX_VALUE;
    for (X509Certificate each : parsed) {
      from = Math.max(from, each.getNotBefore().getTime());
      until = Math.min(until, each.getNotAfter().getTime());
    }
    if (good.size() >= REMEMBERED) {
      good.clear();
    }
    good.put(key, new Validity(from, until));
  }

  /// With the code by which the other side is sent the alert that fits.
  private static CertificateException refused(Mistrust why, String particulars) {
    int code =
        switch (why) {
          case NO_BUNDLE, FOREIGN_ROOT, UNKNOWN_ROOT, TRUST_WITHDRAWN, REFUSED_BY_PEER ->
              CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
          case WRONG_NAME -> CertificateVerifier.X509_V_ERR_CERT_REJECTED;
          case EXPIRED -> CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED;
          case NOT_YET_VALID -> CertificateVerifier.X509_V_ERR_CERT_NOT_YET_VALID;
          case WRONG_USE -> CertificateVerifier.X509_V_ERR_INVALID_PURPOSE;
        };
    return new OpenSslCertificateException(why.text(particulars), code);
  }

  /// A name that is not accepted; of another trust domain it is more likely that its bundle is
  /// missing than that the name is wrong.
  private CertificateException misnamed(CertificateFacts facts) {
    String id = facts.uris().size() == 1 ? facts.uris().get(0) : "";
    String domain = id.startsWith(SPIFFE) ? domain(id) : "";
    boolean known =
        domain.isEmpty()
            || rules.domains().containsKey(domain)
            || rules.names().stream().anyMatch(name -> expects(name, domain));
    if (known) {
      return refused(
          Mistrust.WRONG_NAME,
          "none of the certificate's names " + facts.names() + " is acceptable");
    }
    return refused(
        Mistrust.NO_BUNDLE,
        "trust domain '" + domain + "' of " + id + " is not trusted here, for it has no bundle");
  }

  /// A root of SPIFFE's names its own trust domain: when none is that of the certificate, it is the
  /// bundle that is missing.
  private CertificateException unvouched(CertificateFacts facts, Throwable why)
      throws CertificateException {
    String id = facts.uris().size() == 1 ? facts.uris().get(0) : "";
    String domain = id.startsWith(SPIFFE) ? domain(id) : "";
    Set<String> ours = new TreeSet<>();
    for (TrustAnchor root : rules.roots()) {
      for (String name : CertificateFacts.of(root.getTrustedCert()).uris()) {
        ours.add(name.startsWith(SPIFFE) ? domain(name) : domain);
      }
    }
    if (!domain.isEmpty() && !ours.isEmpty() && !ours.contains(domain)) {
      return refused(
          Mistrust.NO_BUNDLE,
          "trust domain '" + domain + "' of " + id + " is not trusted here; trusted are " + ours);
    }
    return refused(
        Mistrust.UNKNOWN_ROOT,
        "the certificate of "
            + facts.names()
            + " is not vouched for by any of our roots: "
            + reason(why));
  }

  private static boolean expects(SanMatch name, String domain) {
    String beginning =
        switch (name.match()) {
          case Text.Exact exact -> exact.value();
          case Text.Prefix prefix -> prefix.value();
          case Text.Suffix _, Text.Contains _, Text.Regex _, Text.Any _ -> SPIFFE + domain + "/";
        };
    return beginning.startsWith(SPIFFE + domain + "/");
  }

  private static String domain(String id) {
    int end = id.indexOf('/', SPIFFE.length());
    return id.substring(SPIFFE.length(), end < 0 ? id.length() : end);
  }

  /// Said before the roots are asked, for of an expired certificate they only say that it is bad.
  private static void checkTime(X509Certificate certificate, Date now) throws CertificateException {
    if (now.after(certificate.getNotAfter())) {
      throw refused(
          Mistrust.EXPIRED,
          "the certificate expired at "
              + certificate.getNotAfter().toInstant()
              + "; it is now "
              + now.toInstant());
    }
    if (now.before(certificate.getNotBefore())) {
      throw refused(
          Mistrust.NOT_YET_VALID,
          "the certificate is not valid before "
              + certificate.getNotBefore().toInstant()
              + "; it is now "
              + now.toInstant());
    }
  }

  private static void checkUse(X509Certificate leaf, String use) throws CertificateException {
    List<String> allowed = leaf.getExtendedKeyUsage();
    if (allowed != null && !allowed.contains(use) && !allowed.contains(ANY_USE)) {
      throw refused(
          Mistrust.WRONG_USE,
          "the certificate may not be used as a "
              + (use.equals(CLIENT_AUTH) ? "client's" : "server's"));
    }
  }

  /// The roots of one trust domain say nothing of another's (SPIFFE, "Trust Domain and Bundle",
  /// section 5; Envoy, `SPIFFECertValidatorConfig`).
  private void checkDomain(List<X509Certificate> chain, CertificateFacts facts, Date when)
      throws CertificateException {
    if (facts.uris().size() != 1 || !facts.uris().get(0).startsWith(SPIFFE)) {
      throw refused(
          Mistrust.WRONG_NAME,
          "the certificate names no single SPIFFE id, so no trust domain can vouch for it; it names"
              + " "
              + facts.names());
    }
    String id = facts.uris().get(0);
    String domain = domain(id);
    Set<TrustAnchor> roots = rules.domains().get(domain);
    if (roots == null) {
      throw refused(
          Mistrust.NO_BUNDLE,
          "trust domain '"
              + domain
              + "' of "
              + id
              + " is not trusted here; trusted are "
              + new TreeSet<>(rules.domains().keySet()));
    }
    if (chain.get(0).getBasicConstraints() >= 0) {
      throw refused(
          Mistrust.WRONG_USE,
          "the certificate of " + id + " is an authority's, which no workload may present");
    }
    try {
      build(chain, roots, when);
    } catch (GeneralSecurityException refused) {
      String elsewhere = signedElsewhere(chain, domain, when);
      throw refused(
          elsewhere.isEmpty() ? Mistrust.UNKNOWN_ROOT : Mistrust.FOREIGN_ROOT,
          "no root of trust domain '"
              + domain
              + "' vouches for "
              + id
              + elsewhere
              + ": "
              + reason(refused));
    }
  }

  /// Which other domain's root signed it, for whoever reads the refusal.
  private String signedElsewhere(List<X509Certificate> chain, String domain, Date when) {
    for (Map.Entry<String, Set<TrustAnchor>> other : rules.domains().entrySet()) {
      if (!other.getKey().equals(domain)) {
        try {
          build(chain, other.getValue(), when);
          return "; a root of trust domain '"
              + other.getKey()
              + "' signed it, which may not speak for '"
              + domain
              + "'";
        } catch (GeneralSecurityException notThatOne) {
          continue;
        }
      }
    }
    return "";
  }

  private void build(List<X509Certificate> chain, Set<TrustAnchor> roots, Date when)
      throws GeneralSecurityException {
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(chain.get(0));
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(roots, target);
    parameters.setDate(when);
    parameters.setRevocationEnabled(!rules.revocations().isEmpty());
    parameters.addCertStore(
        CertStore.getInstance(
            "Collection", new CollectionCertStoreParameters(new HashSet<>(chain))));
    if (!rules.revocations().isEmpty()) {
      parameters.addCertStore(
          CertStore.getInstance(
              "Collection", new CollectionCertStoreParameters(rules.revocations())));
    }
    CertPathBuilder.getInstance("PKIX").build(parameters);
  }

  /// Why a peer that was accepted before would be refused by today's rules; empty when it would
  /// not. A certificate is asked for in handshakes, so that only its life at that moment counts.
  Optional<String> refusal(X509Certificate[] chain, Side side, Date handshake) {
    try {
      check(chain, side == Side.CLIENT ? CLIENT_AUTH : SERVER_AUTH, handshake);
      return Optional.empty();
    } catch (CertificateException refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    }
  }

  /// Which side the peer is on.
  enum Side {
    CLIENT,
    SERVER
  }

  private static String reason(Throwable refused) {
    Throwable deepest = refused;
    while (deepest.getCause() != null && deepest.getCause() != deepest) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, CLIENT_AUTH);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, SERVER_AUTH);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, CLIENT_AUTH);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, SERVER_AUTH);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain, CLIENT_AUTH);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain, SERVER_AUTH);
  }

  /// None: a server that names its roots makes a client with a certificate of another root send
  /// nothing at all, and the refusal could no longer say why.
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
