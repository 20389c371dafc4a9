package dev.weft.explain;

import dev.weft.api.schema.RootCertificates;
import dev.weft.explain.Hop.Fact;
import dev.weft.graph.match.Text;
import dev.weft.graph.tls.ClientTls;
import dev.weft.graph.tls.Mistrust;
import dev.weft.graph.tls.PeerValidation;
import dev.weft.graph.tls.SanMatch;
import dev.weft.graph.tls.Secret;
import dev.weft.graph.tls.SecretCell;
import dev.weft.model.Identity;
import dev.weft.model.TrustDomain;
import dev.weft.world.World;
import dev.weft.world.rules.Trust;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whom the proxies of a mesh believe, by the bundles that they have.
final class Belief {
  private static final String SPIFFE = "spiffe://";

  private final Trust trust;

  Belief(World world) {
    trust = world.configuration().trust();
  }

  /// Why a peer with this identity would be refused; empty when it would not, as far as it can be
  /// known without its certificate.
  Optional<String> mistrust(PeerValidation validation, Identity peer) {
    String domain = peer.trustDomain().name();
    if (!believes(validation, domain)) {
      return Optional.of(missing(domain, peer.toString()));
    }
    List<SanMatch> names = names(validation);
    boolean named =
        names.isEmpty()
            || names.stream()
                .anyMatch(san ->
                    switch (san.kind()) {
                      case ANY, URI -> san.match().matches(peer.toString());
                      case DNS, EMAIL, IP -> false;
                    });
    return named
        ? Optional.empty()
        : Optional.of(Mistrust.WRONG_NAME.text(peer + " is not among the names that it accepts"));
  }

  /// Why none of the servers that a cluster expects would be believed; empty when one would be, or
  /// when they are not said.
  Optional<String> mistrust(ClientTls tls) {
    Set<String> domains = expected(tls);
    if (domains.isEmpty()
        || domains.stream().anyMatch(domain -> believes(tls.validation(), domain))) {
      return Optional.empty();
    }
    return Optional.of(
        missing(domains.iterator().next(), Entrance.words(names(tls.validation()).getFirst())));
  }

  /// The roots of which one must vouch for the server.
  List<Fact> vouching(ClientTls tls) {
    List<Fact> facts = new ArrayList<>();
    for (String domain : expected(tls)) {
      for (String pem : trust.roots().getOrDefault(domain, List.of())) {
        X509Certificate root = RootCertificates.ofPem(pem).orElseThrow().getFirst();
        facts.add(
            new Fact(
                "vouched for by",
                "a root of " + domain + ": " + root.getSubjectX500Principal().getName()));
      }
    }
    return facts;
  }

  /// The trust domains of the SPIFFE ids that are expected.
  private static Set<String> expected(ClientTls tls) {
    Set<String> domains = new TreeSet<>();
    for (SanMatch san : names(tls.validation())) {
      if (san.match() instanceof Text.Exact exact && exact.value().startsWith(SPIFFE)) {
        Identity.parse(exact.value())
            .map(Identity::trustDomain)
            .map(TrustDomain::name)
            .ifPresent(domains::add);
      }
    }
    return domains;
  }

  /// Bundles by domain count alone; where there are none, the mesh's own root vouches for the
  /// mesh's own names.
  private boolean believes(PeerValidation validation, String domain) {
    Set<String> bundles = new TreeSet<>(validation.domains().keySet());
    written(validation).ifPresent(written -> bundles.addAll(written.domains().keySet()));
    if (bundles.isEmpty()) {
      return !validation.verifies() || trust.own().contains(domain);
    }
    return bundles.contains(domain);
  }

  /// The names that are accepted, wherever they are said.
  static List<SanMatch> names(PeerValidation validation) {
    List<SanMatch> names = new ArrayList<>(validation.sans());
    written(validation).ifPresent(written -> names.addAll(written.sans()));
    return names;
  }

  private static Optional<Secret.Validation> written(PeerValidation validation) {
    return validation
        .secret()
        .flatMap(SecretCell::current)
        .filter(Secret.Validation.class::isInstance)
        .map(Secret.Validation.class::cast);
  }

  private static String missing(String domain, String who) {
    return Mistrust.NO_BUNDLE.text(
        "trust domain '"
            + domain
            + "' of "
            + who
            + " is not trusted here; if it is to be, weft trust add "
            + domain
            + " --bundle FILE");
  }
}
