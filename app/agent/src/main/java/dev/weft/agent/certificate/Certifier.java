package dev.weft.agent.certificate;

import dev.weft.agent.settings.Planes;
import dev.weft.model.Checked;
import dev.weft.model.Identity;
import dev.weft.model.Problem;
import dev.weft.pki.Algorithm;
import dev.weft.pki.SigningKey;
import dev.weft.pki.SigningRequest;
import dev.weft.pki.Svid;
import dev.weft.pki.TrustBundle;
import dev.weft.rpc.ca.CertificateClient;
import dev.weft.rpc.transport.Target;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/// Makes a fresh key and gets it certified, once.
public final class Certifier {
  private final Identity identity;
  private final Planes planes;
  private final Function<Target, CertificateClient> client;
  private final InstantSource clock;
  private final SecureRandom random;

  /// @param identity whom the certificate is to be for
  /// @param client a caller of the authority at a target
  public Certifier(
      Identity identity,
      Planes planes,
      Function<Target, CertificateClient> client,
      InstantSource clock,
      SecureRandom random) {
    this.identity = identity;
    this.planes = planes;
    this.client = client;
    this.clock = clock;
    this.random = random;
  }

  /// A document with the roots to serve beside it.
  public record Certified(Svid svid, List<X509Certificate> roots) {}

  /// Asks once.
  public Checked<Certified> certify() {
    return PlaneTarget.of(planes, planes.authority(), "--ca-address")
        .then(target ->
            Token.read(planes.tokenFile())
                .then(token -> {
                  SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, random);
                  String csr = SigningRequest.make(key, identity, random);
                  Checked<List<X509Certificate>> certified =
                      client.apply(target).certify(csr, token.text(), planes.life());
                  return token
                      .blamed(certified, clock.instant())
                      .then(chain -> Svid.of(key, chain));
                }))
        .then(this::inspect);
  }

  private Checked<Certified> inspect(Svid svid) {
    if (!svid.identity().equals(identity)) {
      return refused(
          Problem.Code.INVALID_VALUE,
          "the authority certified " + svid.identity() + ", but this workload is " + identity,
          "give this workload the token of its own service account");
    }
    List<X509Certificate> roots = List.of(svid.chain().getLast());
    return TrustBundle.of(svid.identity().trustDomain(), roots)
        .verify(svid.chain(), clock.instant())
        .then(identity -> Checked.valid(new Certified(svid, roots)));
  }

  private static <T> Checked<T> refused(Problem.Code code, String cause, String remedy) {
    return new Checked.Invalid<>(List.of(Problem.error(code, "", cause, remedy)));
  }
}
